/** Forms in which a producer takes names and values of headers. */
export interface HeaderForm {
  readonly name: Form;
  readonly value: Form;
}

type Form = (text: string) => unknown;
type Serializer = (data: string) => unknown;

/** Used parts of a producer's options. */
interface ProducerOptions {
  readonly serializers?: { readonly headerKey?: Serializer; readonly headerValue?: Serializer };
  readonly beforeSerialization?: unknown;
  readonly registry?: unknown;
}

const known = new WeakMap<object, HeaderForm | undefined>();

/**
 * Returns the form of a producer's headers; undefined if they take no text, or if each of them is shown to a hook of
 * the app, which may know its own alone.
 */
export function headerFormOf(producer: object): HeaderForm | undefined {
  if (!known.has(producer)) known.set(producer, findForm(producer));
  return known.get(producer);
}

function findForm(producer: object): HeaderForm | undefined {
  const key = Object.getOwnPropertySymbols(producer).find(
    ({ description }) => description === 'plt.kafka.base.options',
  );
  const options = key && ((producer as Record<symbol, unknown>)[key] as ProducerOptions | undefined);
  if (options === undefined || options.beforeSerialization || options.registry) return undefined;
  const name = formFor(options.serializers?.headerKey);
  const value = formFor(options.serializers?.headerValue);
  return name && value && { name, value };
}

/** Without a serializer bytes are taken. Serializers of JSON and the like would not leave the text as it is. */
function formFor(serialize: Serializer | undefined): Form | undefined {
  if (!serialize) return text => Buffer.from(text);
  try {
    const bytes = serialize('traceparent');
    return Buffer.isBuffer(bytes) && bytes.toString() === 'traceparent' ? text => text : undefined;
  } catch {
    return undefined;
  }
}
