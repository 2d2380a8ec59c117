let areHidden = false;

/** Runs code whose routes of Express are none of the app's: a framework around it, which takes every path. */
export function hideRoutes<Result>(run: () => Result): Result {
  areHidden = true;
  try {
    return run();
  } finally {
    areHidden = false;
  }
}

/** Tells whether layers that are added now have no pattern, and no span of their handlers. */
export function areRoutesHidden(): boolean {
  return areHidden;
}
