/** The helper has said itself, on the stderr that it was given, what it could not deliver. */
export const HAS_REPORTED = 3;
