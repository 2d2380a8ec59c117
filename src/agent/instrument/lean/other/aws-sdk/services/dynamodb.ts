import type { Attributes, AttributeValue, Span } from '@opentelemetry/api';
import { redactMessage } from '../../../../../redaction/redact-message';
import type { AwsOptions, Input, Service } from '../types';

/** Makes the rules of DynamoDB. Its errors may quote data. */
export function dynamodb({ rawStatements }: AwsOptions): Service {
  return {
    describe({ command, input }) {
      const attributes: Attributes = {
        'db.system.name': 'dynamodb',
        'db.namespace': input.TableName as string,
        'db.operation.name': command,
        'aws.dynamodb.table_names': tablesOf(input),
      };
      for (const { name, field, of } of OF_COMMANDS[command] ?? [])
        if (field(input)) attributes[name] = of(field(input));
      return { attributes };
    },
    note({ span, output }) {
      for (const row of OF_ANSWERS) noteField(span, output, row);
      return false;
    },
    ...(rawStatements !== true && { redact: redactMessage }),
  };
}

function tablesOf({ TableName, RequestItems }: Input): string[] | undefined {
  if (TableName) return [TableName as string];
  return RequestItems ? Object.keys(RequestItems) : undefined;
}

/** Attribute of a span, and the field that it shows. */
interface Field {
  readonly name: string;
  readonly field: (fields: Input) => unknown;
  readonly of: (value: unknown) => AttributeValue;
}

function noteField(span: Span, fields: Input, { name, field, of }: Field): void {
  const value = field(fields);
  if (value) span.setAttribute(name, of(value));
}

const asIs = (value: unknown) => value as AttributeValue;
const asJson = (value: unknown) => [value].flat().map(item => JSON.stringify(item));
const lengthOf = (value: unknown) => (value as readonly unknown[]).length;

/** Makes a row: the field `ScanIndexForward` is shown as `aws.dynamodb.scan_forward`. */
function shown(field: string, name: string, of: Field['of'] = asIs): Field {
  return { name: `aws.dynamodb.${name}`, field: fields => fields[field], of };
}

const THROUGHPUT = ['Read', 'Write'].map(
  (way): Field => ({
    name: `aws.dynamodb.provisioned_${way.toLowerCase()}_capacity`,
    field: ({ ProvisionedThroughput }) => (Object(ProvisionedThroughput) as Input)[`${way}CapacityUnits`],
    of: asIs,
  }),
);
const CONSISTENT = shown('ConsistentRead', 'consistent_read');
const LIMIT = shown('Limit', 'limit');
const SELECTION = [
  CONSISTENT,
  LIMIT,
  shown('ProjectionExpression', 'projection'),
  shown('IndexName', 'index_name'),
  shown('Select', 'select'),
];

const OF_COMMANDS: Readonly<Record<string, readonly Field[]>> = {
  CreateTable: [
    ...THROUGHPUT,
    shown('GlobalSecondaryIndexes', 'global_secondary_indexes', asJson),
    shown('LocalSecondaryIndexes', 'local_secondary_indexes', asJson),
  ],
  UpdateTable: [
    ...THROUGHPUT,
    shown('AttributeDefinitions', 'attribute_definitions', asJson),
    shown('GlobalSecondaryIndexUpdates', 'global_secondary_index_updates', asJson),
  ],
  ListTables: [LIMIT, shown('ExclusiveStartTableName', 'exclusive_start_table')],
  GetItem: [CONSISTENT],
  Query: [...SELECTION, shown('ScanIndexForward', 'scan_forward')],
  Scan: [...SELECTION, shown('Segment', 'segment'), shown('TotalSegments', 'total_segments')],
};

const OF_ANSWERS = [
  shown('ConsumedCapacity', 'consumed_capacity', asJson),
  shown('ItemCollectionMetrics', 'item_collection_metrics', asJson),
  shown('TableNames', 'table_count', lengthOf),
  shown('Count', 'count'),
  shown('ScannedCount', 'scanned_count'),
];
