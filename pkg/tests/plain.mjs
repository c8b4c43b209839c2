import { compile, init } from './node_modules/tiercel/dist/index.js';
import { Engine } from './node_modules/tiercel/dist/worker.js';
import { deals, plan, reps } from './plan.mjs';

const commission = ({ results }) => results.cells.find((cell) => cell.line === 'Commission').value;

await init();
const near = compile(plan).plan.load({ payees: reps, Deals: deals }).session.run();
const engine = await Engine.start();
const { session } = await (await engine.compile(plan)).plan.load({ payees: reps, Deals: deals });
document.querySelector('p').textContent = `${commission(near)} ${commission(await session.run())}`;
engine.stop();
