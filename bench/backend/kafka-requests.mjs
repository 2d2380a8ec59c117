import { bytes, int8, int16, int32, int64, list, text } from './kafka-fields.mjs';

const CLUSTER = 'bench-cluster';
export const NODE_ID = 1;
const OK = int16(0);
const INVALID_TOPIC = int16(17);
/** Names with spaces are refused, as by a broker. */
const errorOf = topic => (topic.includes(' ') ? INVALID_TOPIC : OK);

const NO_WAIT = int32(0);
const MEMBER = text('bench-member');
const NO_OFFSET = int64(-1);
/** An absent list. */
const NO_LIST = int32(-1);
const NO_RACK = int16(-1);

/** Topics of a request, each with what `partition` reads. */
const topicsOf = (request, partition) =>
  request.list(() => ({ topic: request.text(), partitions: request.list(partition) }));
const answerTopics = (topics, partition) =>
  list(
    topics.map(({ topic, partitions }) => [text(topic), list(partitions.map(one => partition(one, topic)))]),
  );

/** Requests by their key, with the only version that is spoken. The assignments of the one member come back to it. */
export const REQUESTS = {
  // Produce
  0: {
    version: 3,
    answer(request, { reply, logOf }) {
      request.text();
      request.int16();
      request.int32();
      const topics = topicsOf(request, () => ({ partition: request.int32(), batch: request.bytes() }));
      const stored = answerTopics(topics, ({ partition, batch }, topic) => [
        int32(partition),
        OK,
        int64(logOf(topic).append(batch)),
        NO_OFFSET,
      ]);
      reply([stored, NO_WAIT]);
    },
  },
  // Fetch
  1: {
    version: 4,
    async answer(request, { reply, logOf }) {
      request.int32();
      const waitMs = request.int32();
      for (const skip of ['int32', 'int32', 'int8']) request[skip]();
      const topics = topicsOf(request, () => {
        const [partition, offset] = [request.int32(), request.int64()];
        request.int32();
        return { partition, offset };
      });
      const wanted = topics.flatMap(({ topic, partitions }) => partitions.map(one => ({ topic, ...one })));
      await Promise.race(wanted.map(({ topic, offset }) => logOf(topic).until(offset, waitMs)));
      const found = answerTopics(topics, ({ partition, offset }, topic) => [
        int32(partition),
        OK,
        int64(logOf(topic).end),
        int64(logOf(topic).end),
        NO_LIST,
        bytes(logOf(topic).from(offset)),
      ]);
      reply([NO_WAIT, found]);
    },
  },
  // ListOffsets
  2: {
    version: 0,
    answer(request, { reply, logOf }) {
      request.int32();
      const topics = topicsOf(request, () => {
        const [partition, time] = [request.int32(), request.int64()];
        request.int32();
        return { partition, time };
      });
      const offsetAt = (time, topic) => (time === -1n ? logOf(topic).end : 0n);
      reply([
        answerTopics(topics, ({ partition, time }, topic) => [
          int32(partition),
          OK,
          list([int64(offsetAt(time, topic))]),
        ]),
      ]);
    },
  },
  // Metadata
  3: {
    version: 2,
    answer(request, { reply, broker }) {
      const node = list([int32(NODE_ID)]);
      const partition = [OK, int32(0), int32(NODE_ID), node, node];
      const topics = request.list(request.text);
      reply([
        list([[broker(), NO_RACK]]),
        text(CLUSTER),
        int32(NODE_ID),
        list(topics.map(topic => [errorOf(topic), text(topic), int8(0), list([partition])])),
      ]);
    },
  },
  // OffsetCommit
  8: {
    version: 2,
    answer(request, { reply }) {
      for (const skip of ['text', 'int32', 'text', 'int64']) request[skip]();
      const topics = topicsOf(request, () => {
        const partition = request.int32();
        request.int64();
        request.text();
        return partition;
      });
      reply([answerTopics(topics, partition => [int32(partition), OK])]);
    },
  },
  // OffsetFetch
  9: {
    version: 1,
    answer(request, { reply }) {
      request.text();
      const topics = topicsOf(request, request.int32);
      reply([answerTopics(topics, partition => [int32(partition), NO_OFFSET, text(''), OK])]);
    },
  },
  // FindCoordinator
  10: { version: 0, answer: (_request, { reply, broker }) => reply([OK, broker()]) },
  // JoinGroup
  11: {
    version: 0,
    answer(request, { reply }) {
      for (const skip of ['text', 'int32', 'text', 'text']) request[skip]();
      const [[protocol, metadata]] = request.list(() => [request.text(), request.bytes()]);
      reply([OK, int32(1), text(protocol), MEMBER, MEMBER, list([[MEMBER, bytes(metadata)]])]);
    },
  },
  // Heartbeat
  12: { version: 0, answer: (_request, { reply }) => reply([OK]) },
  // LeaveGroup
  13: { version: 0, answer: (_request, { reply }) => reply([OK]) },
  // SyncGroup
  14: {
    version: 0,
    answer(request, { reply }) {
      for (const skip of ['text', 'int32', 'text']) request[skip]();
      const [assignment] = request.list(() => [request.text(), request.bytes()][1]);
      reply([OK, bytes(assignment)]);
    },
  },
  // ApiVersions
  18: {
    version: 0,
    answer(_request, { reply }) {
      const versions = Object.entries(REQUESTS).map(([key, { version }]) => [
        int16(Number(key)),
        int16(version),
        int16(version),
      ]);
      // Later versions of the question than are spoken have this field, too.
      reply([OK, list(versions), NO_WAIT]);
    },
  },
  // InitProducerId
  22: { version: 0, answer: (_request, { reply }) => reply([NO_WAIT, OK, int64(1), int16(0)]) },
  // AddPartitionsToTxn
  24: {
    version: 0,
    answer(request, { reply }) {
      for (const skip of ['text', 'int64', 'int16']) request[skip]();
      reply([NO_WAIT, answerTopics(topicsOf(request, request.int32), partition => [int32(partition), OK])]);
    },
  },
  // EndTxn
  26: { version: 0, answer: (_request, { reply }) => reply([NO_WAIT, OK]) },
};
