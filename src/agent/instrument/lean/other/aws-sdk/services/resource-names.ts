import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { Service } from '../types';

/** Makes the rules of a service whose spans name resources: fields of the input, with the attributes for them. */
export function namesOf(attributeOf: Readonly<Record<string, string>>): Service {
  const fields = Object.entries(attributeOf);
  return {
    describe({ input }) {
      const attributes: Attributes = {};
      for (const [field, attribute] of fields)
        if (input[field]) attributes[attribute] = input[field] as AttributeValue;
      return { attributes };
    },
  };
}

const SECRET = 'aws.secretsmanager.secret.arn';

export const SECRETS_MANAGER: Service = {
  describe({ input: { SecretId } }) {
    const isArn = typeof SecretId === 'string' && SecretId.startsWith('arn:aws:secretsmanager:');
    return isArn ? { attributes: { [SECRET]: SecretId } } : {};
  },
  note({ span, output }) {
    if (output.ARN) span.setAttribute(SECRET, output.ARN as string);
    return false;
  },
};
