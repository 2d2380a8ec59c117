// Command opamp is a server made of opamp-go, whose operator is a test: it prints what agents tell as lines of JSON, and
// reads lines of JSON that say what it offers them.
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"sync"

	"github.com/open-telemetry/opamp-go/protobufs"
	"github.com/open-telemetry/opamp-go/server"
	"github.com/open-telemetry/opamp-go/server/types"
)

// order is a line of standard input.
type order struct {
	// Files of the configuration to offer from now on, by name.
	Config map[string]string `json:"config"`
	// FullState asks agents for all they have told before.
	FullState bool `json:"fullState"`
	// Hostile offers everything else that a server may: connections, packages, a restart.
	Hostile bool `json:"hostile"`
}

// told is a line of standard output.
type told struct {
	Path            string            `json:"path"`
	Authorization   string            `json:"authorization"`
	WebSocket       bool              `json:"webSocket"`
	InstanceUid     string            `json:"instanceUid"`
	Sequence        uint64            `json:"sequence"`
	Capabilities    uint64            `json:"capabilities"`
	Identifying     map[string]string `json:"identifying,omitempty"`
	NonIdentifying  map[string]string `json:"nonIdentifying,omitempty"`
	Health          *health           `json:"health,omitempty"`
	EffectiveConfig string            `json:"effectiveConfig,omitempty"`
	ConfigStatus    string            `json:"configStatus,omitempty"`
	ConfigHash      string            `json:"configHash,omitempty"`
	ConfigError     string            `json:"configError,omitempty"`
	Disconnects     bool              `json:"disconnects,omitempty"`
}

type health struct {
	Healthy   bool   `json:"healthy"`
	LastError string `json:"lastError"`
	Status    string `json:"status"`
	Started   uint64 `json:"started"`
}

type operator struct {
	mutex       sync.Mutex
	order       order
	connections map[types.Connection]bool
}

func main() {
	cert := flag.String("cert", "", "PEM file of the certificate; without it there is no TLS")
	key := flag.String("key", "", "PEM file of its key")
	flag.Parse()

	settings := server.StartSettings{ListenEndpoint: "127.0.0.1:0"}
	if *cert != "" {
		pair, err := tls.LoadX509KeyPair(*cert, *key)
		if err != nil {
			log.Fatal(err)
		}
		settings.TLSConfig = &tls.Config{Certificates: []tls.Certificate{pair}}
	}
	op := &operator{connections: map[types.Connection]bool{}}
	settings.Callbacks.OnConnecting = op.connecting
	opamp := server.New(nil)
	if err := opamp.Start(settings); err != nil {
		log.Fatal(err)
	}
	fmt.Println(opamp.Addr())

	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var next order
		if err := json.Unmarshal(lines.Bytes(), &next); err != nil {
			log.Fatal(err)
		}
		op.follow(next)
	}
}

func (op *operator) connecting(request *http.Request) types.ConnectionResponse {
	about := told{
		Path:          request.URL.Path,
		Authorization: request.Header.Get("Authorization"),
		WebSocket:     request.Header.Get("Upgrade") != "",
	}
	return types.ConnectionResponse{
		Accept: true,
		ConnectionCallbacks: types.ConnectionCallbacks{
			OnConnected: func(_ context.Context, connection types.Connection) {
				if about.WebSocket {
					op.mutex.Lock()
					op.connections[connection] = true
					op.mutex.Unlock()
				}
			},
			OnConnectionClose: func(connection types.Connection) {
				op.mutex.Lock()
				delete(op.connections, connection)
				op.mutex.Unlock()
			},
			OnMessage: func(_ context.Context, _ types.Connection, message *protobufs.AgentToServer) *protobufs.ServerToAgent {
				return op.answer(about, message)
			},
		},
	}
}

// follow keeps an order for those who poll, and sends it to those who are connected.
func (op *operator) follow(next order) {
	op.mutex.Lock()
	defer op.mutex.Unlock()
	op.order = next
	for connection := range op.connections {
		if err := connection.Send(context.Background(), op.offer()); err != nil {
			log.Print(err)
		}
	}
}

func (op *operator) answer(about told, message *protobufs.AgentToServer) *protobufs.ServerToAgent {
	about.InstanceUid = hex.EncodeToString(message.InstanceUid)
	about.Sequence = message.SequenceNum
	about.Capabilities = message.Capabilities
	if description := message.AgentDescription; description != nil {
		about.Identifying = texts(description.IdentifyingAttributes)
		about.NonIdentifying = texts(description.NonIdentifyingAttributes)
	}
	if of := message.Health; of != nil {
		about.Health = &health{of.Healthy, of.LastError, of.Status, of.StartTimeUnixNano}
	}
	for _, file := range message.EffectiveConfig.GetConfigMap().GetConfigMap() {
		about.EffectiveConfig = string(file.Body)
	}
	if status := message.RemoteConfigStatus; status != nil {
		about.ConfigStatus = status.Status.String()
		about.ConfigHash = hex.EncodeToString(status.LastRemoteConfigHash)
		about.ConfigError = status.ErrorMessage
	}
	about.Disconnects = message.AgentDisconnect != nil
	line, err := json.Marshal(about)
	if err != nil {
		log.Fatal(err)
	}

	op.mutex.Lock()
	defer op.mutex.Unlock()
	fmt.Println(string(line))
	offer := op.offer()
	op.order.FullState = false
	return offer
}

func (op *operator) offer() *protobufs.ServerToAgent {
	offer := &protobufs.ServerToAgent{}
	if op.order.FullState {
		offer.Flags = uint64(protobufs.ServerToAgentFlags_ServerToAgentFlags_ReportFullState)
	}
	if op.order.Config != nil {
		files := map[string]*protobufs.AgentConfigFile{}
		hash := sha256.New()
		for name, text := range op.order.Config {
			files[name] = &protobufs.AgentConfigFile{Body: []byte(text), ContentType: "text/yaml"}
			hash.Write([]byte(name + "\x00" + text))
		}
		offer.RemoteConfig = &protobufs.AgentRemoteConfig{
			Config:     &protobufs.AgentConfigMap{ConfigMap: files},
			ConfigHash: hash.Sum(nil),
		}
	}
	if op.order.Hostile {
		elsewhere := &protobufs.TelemetryConnectionSettings{DestinationEndpoint: "http://127.0.0.1:1"}
		offer.ConnectionSettings = &protobufs.ConnectionSettingsOffers{
			Hash:       []byte("hostile"),
			Opamp:      &protobufs.OpAMPConnectionSettings{DestinationEndpoint: "http://127.0.0.1:1"},
			OwnTraces:  elsewhere,
			OwnMetrics: elsewhere,
			OwnLogs:    elsewhere,
		}
		offer.PackagesAvailable = &protobufs.PackagesAvailable{
			Packages: map[string]*protobufs.PackageAvailable{"evil": {
				File: &protobufs.DownloadableFile{DownloadUrl: "http://127.0.0.1:1/evil"},
			}},
			AllPackagesHash: []byte("hostile"),
		}
		offer.Command = &protobufs.ServerToAgentCommand{Type: protobufs.CommandType_CommandType_Restart}
	}
	return offer
}

// texts shows the values of attributes: texts as they are, all else as protobuf prints it.
func texts(attributes []*protobufs.KeyValue) map[string]string {
	found := map[string]string{}
	for _, attribute := range attributes {
		value, isText := attribute.Value.GetValue().(*protobufs.AnyValue_StringValue)
		if isText {
			found[attribute.Key] = value.StringValue
		} else {
			found[attribute.Key] = attribute.Value.String()
		}
	}
	return found
}
