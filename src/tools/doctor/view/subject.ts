import type { Decision, Environment } from '../../../agent/boot/guard/facts';
import type { Report } from '../../../agent/self-report/report';
import type { ResolvedConfig } from '../../../shared/config';
import type { Manifest } from '../packages/manifest';
import type { Receiver } from '../receivers/receiver';
import type { NodeWord } from './node-words';

/** Process that is looked at, as its environment and command line tell. */
export interface ProcessView {
  /** `command` and `process`: the process itself has told. `image`: files of a system that does not run. */
  readonly source: 'folder' | 'script' | 'command' | 'image' | 'process';
  /** Working folder of the process, or the app's folder. */
  readonly folder: string;
  /** Script, absolute; undefined if none is known. */
  readonly script: string | undefined;
  readonly args: readonly string[];
  /** Node's own flags of the command line. */
  readonly execArgv: readonly string[];
  readonly env: Environment;
  /** `24.1.0`; undefined if it cannot be read from an image. */
  readonly nodeVersion: string | undefined;
  /** Decision of the guard, where the process itself has told. */
  readonly decision?: Decision;
  /** Reason why nothing could be learnt from the command's own process. */
  readonly unreached?: string;
  /** Process that runs already. */
  readonly pid?: number;
  readonly running?: RunningProcess;
  /** Folder that holds the image's root file system. */
  readonly root?: string;
}

/** A running process, with the libraries that it has loaded. */
export interface RunningProcess {
  /** File of the agent's copy in it; undefined without the agent. */
  readonly agent: string | undefined;
  /** Undefined without the agent, or with a version that makes none. */
  readonly report: Report | undefined;
  /** Files of CommonJS modules. */
  readonly loaded: readonly string[];
  readonly memory: Memory;
}

/** Limits of a process's memory. */
export interface Memory {
  readonly heapBytes: number;
  /** Limit of its container or control group; 0, or a number beyond all memory, without one. */
  readonly containerBytes: number;
}

/** Everything that the checks look at; gathered once. */
export interface Subject extends ProcessView {
  /** Folder of this agent's files. */
  readonly agentFolder: string;
  readonly config: ResolvedConfig;
  readonly decision: Decision;
  /** Nearest package.json of the app. */
  readonly manifest: Manifest | undefined;
  /** Flags of Node in force: of NODE_OPTIONS, then of the command line. */
  readonly nodeWords: readonly NodeWord[];
  readonly receivers: readonly Receiver[];
}
