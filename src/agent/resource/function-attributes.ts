import type { ResourceInput } from './resource-input';

/** The serverless function that a process runs. */
export interface FunctionAttributes {
  readonly name: string;
  /** Variable that names it. */
  readonly from: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
}

/** Reads from the environment which function this process runs; undefined elsewhere. */
export function functionAttributes({
  environment,
}: Pick<ResourceInput, 'environment'>): FunctionAttributes | undefined {
  const { AWS_LAMBDA_FUNCTION_NAME: lambda, K_SERVICE: service, FUNCTION_TARGET: target } = environment;
  if (lambda && environment._HANDLER !== undefined) return ofLambda(lambda, environment);
  if (service && target !== undefined) return ofGoogle(service, environment);
  const { WEBSITE_SITE_NAME: site, FUNCTIONS_WORKER_RUNTIME: worker } = environment;
  return site && worker ? ofAzure(site, environment) : undefined;
}

type Environment = ResourceInput['environment'];

function ofLambda(name: string, environment: Environment): FunctionAttributes {
  const { AWS_LAMBDA_LOG_GROUP_NAME: logGroup, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: megabytes } = environment;
  return {
    name,
    from: 'AWS_LAMBDA_FUNCTION_NAME',
    attributes: {
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_lambda',
      'cloud.region': environment.AWS_REGION,
      'faas.name': name,
      'faas.version': environment.AWS_LAMBDA_FUNCTION_VERSION,
      'faas.instance': environment.AWS_LAMBDA_LOG_STREAM_NAME,
      'faas.max_memory': megabytes ? Number(megabytes) * 1024 * 1024 : undefined,
      'aws.log.group.names': logGroup,
    },
  };
}

function ofGoogle(name: string, environment: Environment): FunctionAttributes {
  return {
    name,
    from: 'K_SERVICE',
    attributes: {
      'cloud.provider': 'gcp',
      'cloud.platform': 'gcp_cloud_run',
      'faas.name': name,
      'faas.version': environment.K_REVISION,
    },
  };
}

function ofAzure(name: string, environment: Environment): FunctionAttributes {
  return {
    name,
    from: 'WEBSITE_SITE_NAME',
    attributes: {
      'cloud.provider': 'azure',
      'cloud.platform': 'azure.functions',
      'cloud.region': environment.REGION_NAME,
      'faas.name': name,
      'faas.instance': environment.WEBSITE_INSTANCE_ID,
    },
  };
}
