/* dist/threads.js: messages between threads of a process, loaded with the first worker or a worker's first item. */
export { type FollowedThreads, followThreads } from './follow-threads';
export { joinThreads, type OwnThread } from './own-thread';
