/* dist/profile.js: CPU profiles joined with spans, loaded with the first order or by OTEL_AGENT_PROFILE=on-start. */
export { profileAtStart } from './profile-at-start';
export { takeOrder } from './take-orders';
