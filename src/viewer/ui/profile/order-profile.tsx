import { useState } from 'preact/hooks';
import { orderProfile } from '../api/client';
import { Icon } from '../parts/icon';
import { goTo, hrefOf } from '../state/place';

const SECONDS = 10;

/** Orders a profile of a service, and goes to its page. */
export function ProfileButton({
  service,
  operation,
}: {
  readonly service: string;
  readonly operation: string;
}) {
  const [refusal, setRefusal] = useState('');
  const order = () =>
    orderProfile(service, SECONDS).then(
      ({ id }) => goTo(hrefOf(`/profile/${id}`, { operation })),
      error => setRefusal(error.message),
    );
  return (
    <>
      <button type="button" class="field" onClick={order} title={`Which functions? ${SECONDS} s`}>
        <Icon name="flame" /> <span class="cut">Profile {service}</span>
      </button>
      {refusal !== '' && (
        <span class="failing" role="alert">
          {refusal}
        </span>
      )}
    </>
  );
}
