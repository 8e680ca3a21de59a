export { PetAvatarClient } from "./client.js";
export { ApiProblem, JobFailed, JobUnfinished, PetAvatarError, StorageRefusal, Unreachable, UnsuitablePhoto } from "./errors.js";
export { WebhookRefused, unwrap } from "./webhooks.js";
