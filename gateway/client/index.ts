/** The client package: one object for a gateway, the types of its requests and answers, and how it refuses. */
export type {
  Answered,
  AnswerFacts,
  CallOptions,
  Delivered,
  EventsRequest,
  FileToUpload,
  Page,
  Pages,
  UploadOptions,
  UploadProgress,
} from './call';
export { type Client, newClient } from './client';
export type * from './emitted';
export { type Problem, Refused, unlessRefused } from './refused';
export type { Attempt, AttemptAnswer, ClientSettings } from './sending';
export { percent, rmb, tokens } from './show';
