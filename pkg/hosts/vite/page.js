import { digest, digestOfWorker } from '../digests.mjs';

const answer = Promise.all([digest(), digestOfWorker()]);
document.querySelector('p').textContent = await answer.then((digests) => digests.join(' '), String);
