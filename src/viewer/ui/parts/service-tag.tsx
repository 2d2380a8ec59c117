import { hueOf } from '../state/services';

/** A service's name with the colour that it has everywhere. */
export function ServiceTag({ name }: { readonly name: string }) {
  return (
    <span class={`service ${hueOf(name)}`}>
      <i class="dot" />
      <span class="service-name">{name}</span>
    </span>
  );
}
