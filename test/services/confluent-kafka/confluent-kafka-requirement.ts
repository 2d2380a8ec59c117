import path from 'node:path';
import type { Requirement } from '../servers/service';

/** Confluent's client for Kafka, made of its npm package for this Node: a folder `node_modules` with kafkajs beside it. */
export const confluentKafkaRequirement: Requirement = {
  name: 'confluent-kafka',
  variable: 'TEST_CONFLUENT_KAFKA',
  programs: ['g++', 'make', 'python3'],
  debianPackages: ['g++', 'make', 'python3'],
  build: {
    name: 'confluent-kafka',
    tool: 'npm',
    sources: path.join(__dirname, 'packages'),
    command: ['sh', 'build.sh', process.versions.modules],
  },
};
