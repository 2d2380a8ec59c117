import { LeanInstrumentation } from '../lean-instrumentation';
import scope from '../scopes/aws-lambda.generated.json';
import { handlerPlace } from './aws-lambda/handler-place';
import { tracingHandlers } from './aws-lambda/trace-handler';
import type { LambdaOptions, LambdaTracing } from './aws-lambda/types';
import { watchHandler } from './aws-lambda/watch-handler';
import { coldStart } from './cold-start';

/** Makes a span of each invocation of the Lambda function, and sends everything before the sandbox freezes. */
export class AwsLambdaInstrumentation extends LeanInstrumentation<LambdaOptions, object> {
  constructor(options: LambdaOptions) {
    super(scope, options, () => ({}));
  }

  enable(): void {
    const { options } = this;
    const { environment } = options.functions;
    const handler = options.lambdaHandler ?? environment._HANDLER ?? '';
    const place = handlerPlace(environment.LAMBDA_TASK_ROOT ?? process.cwd(), handler);
    if (place === undefined) return;
    const startedMs = options.lambdaStartTime ?? Date.now() - process.uptime() * 1000;
    const tracing: LambdaTracing = {
      instruments: this.instruments,
      options,
      takeColdStart: coldStart(environment, startedMs),
      isEnabled: true,
    };
    this.undoLater(watchHandler(place, tracingHandlers(tracing)), () => {
      tracing.isEnabled = false;
    });
  }
}
