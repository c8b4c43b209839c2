import { digest, digestOfWorker } from './digests.mjs';

console.log(await digest(), await digestOfWorker());
