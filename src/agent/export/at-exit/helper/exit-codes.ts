/** Exit code of a helper that has reported its losses itself, on the stderr that it was given. */
export const HAS_REPORTED = 3;
