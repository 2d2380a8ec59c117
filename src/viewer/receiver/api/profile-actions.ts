import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_PROFILE_SECONDS, PROFILE_PATHS } from '../../../shared/profile/profile';
import { otlpProfile } from '../analyse/profile/otlp-profile';
import { profileStatus } from '../analyse/profile/profile-answer';
import { checkProfile } from '../profiles/check-profile';
import { type BodyLimits, withBody } from '../server/body/read-body';
import { isLoopback } from '../server/is-loopback';
import { refusalOf } from '../server/otlp-http';
import { Refusal } from '../server/refusal';
import { sendJson, sendText } from '../server/send';
import type { Stores } from '../stores';
import { numberParameter, requiredText } from './parameters';

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly stores: Stores;
  readonly parameters: URLSearchParams;
  readonly limits: BodyLimits;
}

const DEFAULT_SECONDS = 10;

/**
 * POST /api/v1/profiles?service=S orders a profile. Processes with the agent fetch it (`order`) and bring the profile
 * (`delivery`); GET /api/v1/profiles/file?id= sends a `.cpuprofile`, with &format=otlp an OTLP request.
 */
export const PROFILE_ACTIONS: { readonly [methodAndPath: string]: (call: Call) => void | Promise<void> } = {
  'POST /api/v1/profiles': local(({ response, stores, parameters }) => {
    const seconds = numberParameter(parameters, 'seconds', {
      fallback: DEFAULT_SECONDS,
      min: 1,
      max: MAX_PROFILE_SECONDS,
    });
    sendJson(
      response,
      200,
      profileStatus(stores.profiles.order(requiredText(parameters, 'service'), seconds)),
    );
  }),
  [`POST ${PROFILE_PATHS.order}`]: local(({ response, stores, parameters }) => {
    const pid = numberParameter(parameters, 'pid', { fallback: 0 });
    const order = stores.profiles.take(requiredText(parameters, 'service'), pid);
    if (order === undefined) response.writeHead(204).end();
    else sendJson(response, 200, order);
  }),
  [`POST ${PROFILE_PATHS.delivery}`]: local(takeDelivery),
  'GET /api/v1/profiles/file': ({ response, stores, parameters }) => {
    const profile = stores.profiles.get(requiredText(parameters, 'id'))?.profile;
    if (profile === undefined) return sendText(response, 404, 'This profile is not here (any more).');
    const isOtlp = parameters.get('format') === 'otlp';
    const name = profile.otelAgent.service.replace(/[^\w.-]+/g, '-');
    const ending = isOtlp ? 'otlp.json' : 'cpuprofile';
    response.setHeader('content-disposition', `attachment; filename="${name}.${ending}"`);
    sendJson(response, 200, isOtlp ? otlpProfile(profile) : profile);
  },
};

/** Serves callers on this machine alone: others may look at what is here, not stop processes to look at them. */
function local(action: (call: Call) => void | Promise<void>): (call: Call) => void | Promise<void> {
  return call => {
    if (isLoopback(call.request.socket.remoteAddress)) return action(call);
    const msg = 'profiles are ordered on the machine of the viewer alone';
    sendJson(call.response, 403, { data: null, errors: [{ code: 403, msg }] });
  };
}

async function takeDelivery({ request, response, stores, parameters, limits }: Call): Promise<void> {
  const id = requiredText(parameters, 'id');
  try {
    await withBody(request, limits, body => {
      const delivered = readDelivery(body);
      if (delivered === undefined) throw new Refusal('malformed', 'this is no profile');
      if (!stores.profiles.deliver(id, delivered))
        throw new Refusal('malformed', 'nobody waits for this profile');
    });
    response.writeHead(204).end();
  } catch (error) {
    const { httpStatus, message } = refusalOf(error);
    if (!request.complete) response.setHeader('connection', 'close');
    sendText(response, httpStatus, message);
  }
}

function readDelivery(body: Buffer): ReturnType<typeof checkProfile> | string {
  try {
    const value = JSON.parse(body.toString('utf8'));
    return typeof value?.failure === 'string' ? value.failure.slice(0, 300) : checkProfile(value);
  } catch {
    return undefined;
  }
}
