// Runs in the extension host beside Recollect: times its activation, samples the event loop's delay and, with the
// inspector, how long Recollect's own code keeps the thread. Writes JSON to the file named by PROBE_OUT.
'use strict';
const { Session } = require('node:inspector/promises');
const { writeFileSync } = require('node:fs');
const { monitorEventLoopDelay, performance } = require('node:perf_hooks');
const vscode = require('vscode');

const OURS = '/recollect.recollect-';
let session;
let delay;

exports.activate = (context) => {
  const register = (name, act) =>
    context.subscriptions.push(vscode.commands.registerCommand(`probe.${name}`, act));
  register('activate', async () => {
    const extension = vscode.extensions.getExtension('recollect.recollect');
    const already = extension.isActive;
    const began = performance.now();
    await extension.activate();
    write({ already, activation: performance.now() - began });
  });
  register('start', async () => {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
    delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
  });
  register('stop', async () => {
    delay.disable();
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    const percentile = (p) => delay.percentile(p) / 1e6;
    write({
      delay: { p50: percentile(50), p99: percentile(99), p999: percentile(99.9), max: delay.max / 1e6 },
      slices: slices(profile),
    });
  });
};

function write(result) {
  writeFileSync(process.env.PROBE_OUT, JSON.stringify(result));
}

/**
 * Milliseconds of each stretch of samples with our code on the stack. Samples of the garbage collector count where
 * they interrupt ours. Two stretches that follow each other at once count as one, so that this is never too kind.
 */
function slices({ nodes, samples, timeDeltas, endTime, startTime }) {
  const parents = new Map();
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node.id);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const kinds = new Map();
  const kindOf = (id) => {
    const node = byId.get(id);
    if (node.callFrame.functionName === '(garbage collector)') return 'gc';
    for (let at = id; at !== undefined; at = parents.get(at)) {
      const known = kinds.get(at);
      if (known !== undefined) return known;
      if (byId.get(at).callFrame.url.includes(OURS)) return 'ours';
    }
    return 'other';
  };
  const lengths = [];
  let length = 0;
  let pending = 0;
  samples.forEach((id, i) => {
    let kind = kinds.get(id);
    if (kind === undefined) kinds.set(id, (kind = kindOf(id)));
    const took = (timeDeltas[i + 1] ?? endTime - startTime - timeDeltas.reduce((a, b) => a + b, 0)) / 1000;
    if (kind === 'ours') {
      length += pending + took;
      pending = 0;
    } else if (kind === 'gc' && length > 0) pending += took;
    else {
      if (length > 0) lengths.push(length);
      length = pending = 0;
    }
  });
  if (length > 0) lengths.push(length);
  return lengths;
}
