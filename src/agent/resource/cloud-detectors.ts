import { alibabaCloudEcsDetector } from '@opentelemetry/resource-detector-alibaba-cloud';
import {
  awsBeanstalkDetector,
  awsEc2Detector,
  awsEcsDetector,
  awsEksDetector,
  awsLambdaDetector,
} from '@opentelemetry/resource-detector-aws';
import {
  azureAppServiceDetector,
  azureFunctionsDetector,
  azureVmDetector,
} from '@opentelemetry/resource-detector-azure';
import { gcpDetector } from '@opentelemetry/resource-detector-gcp';
import { detectResources, type Resource, type ResourceDetector } from '@opentelemetry/resources';

const DETECTORS: Readonly<Record<string, readonly ResourceDetector[]>> = {
  aws: [awsLambdaDetector, awsEcsDetector, awsEksDetector, awsBeanstalkDetector, awsEc2Detector],
  gcp: [gcpDetector],
  azure: [azureAppServiceDetector, azureFunctionsDetector, azureVmDetector],
  alibaba: [alibabaCloudEcsDetector],
};

/** Asks the named clouds about this machine. Returns at once; the attributes follow when the network has answered. */
export function detectCloud(names: readonly string[]): Resource {
  return detectResources({ detectors: names.flatMap(name => DETECTORS[name] ?? []) });
}
