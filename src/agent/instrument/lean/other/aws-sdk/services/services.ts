import type { AwsInstruments, AwsOptions, Service } from '../types';
import { bedrockRuntime } from './bedrock-runtime';
import { dynamodb } from './dynamodb';
import { LAMBDA } from './lambda';
import { namesOf, SECRETS_MANAGER } from './resource-names';
import { SNS } from './sns';
import { sqs } from './sqs';

/** Rules of the services whose spans say more than that a command was sent. */
export function servicesOf(instruments: AwsInstruments, options: AwsOptions): ReadonlyMap<string, Service> {
  return new Map([
    ['BedrockRuntime', bedrockRuntime(instruments)],
    ['DynamoDB', dynamodb(options)],
    ['Kinesis', namesOf({ StreamName: 'aws.kinesis.stream.name' })],
    ['Lambda', LAMBDA],
    ['S3', namesOf({ Bucket: 'aws.s3.bucket' })],
    ['SecretsManager', SECRETS_MANAGER],
    [
      'SFN',
      namesOf({
        stateMachineArn: 'aws.step_functions.state_machine.arn',
        activityArn: 'aws.step_functions.activity.arn',
      }),
    ],
    ['SNS', SNS],
    ['SQS', sqs(options)],
  ]);
}
