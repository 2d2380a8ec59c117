import {
  type DiagLogger,
  diag,
  type Logger,
  type LoggerProvider,
  logs,
  type Meter,
  type MeterProvider,
  metrics,
  type TracerProvider,
} from '@opentelemetry/api';
import type { Instrumentation, InstrumentationConfig } from '@opentelemetry/instrumentation';

/**
 * Replaces `InstrumentationBase` for instrumentation-runtime-node, which patches no module: what the base has for
 * modules is 15 KB that each process would load.
 */
export abstract class WithoutModules<Config extends InstrumentationConfig>
  implements Instrumentation<Config>
{
  readonly instrumentationName: string;
  readonly instrumentationVersion: string;
  protected _config: Config;
  protected readonly _diag: DiagLogger;
  protected meter: Meter;
  protected logger: Logger;
  #isEnabled = false;

  constructor(name: string, version: string, config: Config) {
    this.instrumentationName = name;
    this.instrumentationVersion = version;
    this._config = { ...config, enabled: config.enabled ?? true };
    this._diag = diag.createComponentLogger({ namespace: name });
    this.meter = metrics.getMeter(name, version);
    this.logger = logs.getLogger(name, version);
    this._updateMetricInstruments();
    if (this._config.enabled) this.enable();
  }

  protected abstract _updateMetricInstruments(): void;

  enable(): void {
    this.#isEnabled = true;
  }

  disable(): void {
    this.#isEnabled = false;
  }

  isEnabled(): boolean {
    return this.#isEnabled;
  }

  setConfig(config: Config): void {
    this._config = { ...config, enabled: config.enabled ?? true };
  }

  getConfig(): Config {
    return this._config;
  }

  setTracerProvider(_provider: TracerProvider): void {}

  setMeterProvider(provider: MeterProvider): void {
    this.meter = provider.getMeter(this.instrumentationName, this.instrumentationVersion);
    this._updateMetricInstruments();
  }

  setLoggerProvider(provider: LoggerProvider): void {
    this.logger = provider.getLogger(this.instrumentationName, this.instrumentationVersion);
  }
}
