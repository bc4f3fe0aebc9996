// Runs in the extension host beside Recollect: lends the editor a language model that needs no vendor, samples the event loop's delay and, with the inspector, how long Recollect's own code keeps the thread. Writes JSON to the file named by PROBE_OUT.
'use strict';
const { Session } = require('node:inspector/promises');
const { readFileSync, writeFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const vscode = require('vscode');

const OURS = '/recollect.recollect-';
let session;
let sent = 0;
let delay;

exports.activate = (context) => {
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider('probe', parrot));
  const register = (name, act) =>
    context.subscriptions.push(vscode.commands.registerCommand(`probe.${name}`, act));
  register('start', async () => {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
    delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
  });
  register('call', async () => {
    const { id, ...call } = JSON.parse(readFileSync(process.env.PROBE_IN, 'utf8'));
    const result = await made(call).catch((error) => ({
      error: { name: error.name, message: error.message },
    }));
    write({ id, ...result });
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

/**
 * A model of the editor's: says again what one sentence of the prompt says, where it stands there, and then something
 * that stands nowhere. A word at a time, as models do.
 */
const parrot = {
  provideLanguageModelChatInformation: () =>
    // The second one never comes to an end.
    ['Parrot', 'Drawl'].map((name) => ({
      id: name.toLowerCase(),
      name,
      family: 'parrot',
      version: '1',
      maxInputTokens: 8000,
      maxOutputTokens: 400,
      capabilities: {},
    })),
  async provideLanguageModelChatResponse(model, messages, _options, progress, token) {
    sent++;
    const prompt = messages
      .flatMap(({ content }) => content.map((part) => (typeof part.value === 'string' ? part.value : '')))
      .join('\n');
    const known = prompt.includes('Water stood 54 centimetres deep in Unit 7')
      ? 'Water stood 54 centimetres deep in Unit 7.'
      : 'I do not know how deep the water stood.';
    const drawls = model.id === 'drawl';
    const walls = drawls
      ? Array.from({ length: 1000 }, (_, i) => `Wall ${i + 20} of Unit 7 was painted green in 1987.`)
      : ['The walls of Unit 7 were painted green in 1987.'];
    const text = [known, ...walls].join(' ');
    for (const word of text.split(/(?<= )/)) {
      if (token.isCancellationRequested) return;
      progress.report(new vscode.LanguageModelTextPart(word));
      await new Promise((resolve) => setTimeout(resolve, drawls ? 100 : 5));
    }
  },
  provideTokenCount: (_model, text) => Promise.resolve(Math.ceil(JSON.stringify(text).length / 4)),
};

/** Calls a tool as a model's host does, and tells what came of it; or opens the chat with a prompt. */
async function made({ tool, input, tokens, cancelAfter, chat }) {
  if (chat !== undefined) {
    await vscode.commands.executeCommand('workbench.action.chat.open', chat);
    return {};
  }
  if (tool === undefined)
    return { sent, tools: vscode.lm.tools.map(({ name, description }) => ({ name, description })) };
  const source = new vscode.CancellationTokenSource();
  if (cancelAfter !== undefined) setTimeout(() => source.cancel(), cancelAfter);
  const countTokens = (text) => Promise.resolve(tokensIn(text));
  const { content } = await vscode.lm.invokeTool(
    tool,
    {
      toolInvocationToken: undefined,
      input,
      ...(tokens === undefined ? {} : { tokenizationOptions: { tokenBudget: tokens, countTokens } }),
    },
    source.token,
  );
  const texts = content
    .filter((part) => part instanceof vscode.LanguageModelTextPart)
    .map(({ value }) => value);
  return { texts, others: content.length - texts.length, tokens: tokensIn(texts.join('')) };
}

/** Four signs a token, as the probe's model counts. */
function tokensIn(text) {
  return Math.ceil(text.length / 4);
}

function write(result) {
  writeFileSync(process.env.PROBE_OUT, JSON.stringify(result));
}

/**
 * Each stretch of samples with our code on the stack: how long, in ms, and the functions that took most of it. Samples of the garbage collector count where
 * they interrupt ours. Two stretches that follow each other at once count as one, so that this is never too kind.
 */
function slices({ nodes, samples, timeDeltas }) {
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
  const stretches = [];
  let length = 0;
  let pending = 0;
  let functions = new Map();
  const end = () => {
    if (length > 0) {
      const heaviest = [...functions].sort((a, b) => b[1] - a[1]).slice(0, 4);
      stretches.push({ length, heaviest: heaviest.map(([name, took]) => `${name} ${took.toFixed(1)}`) });
    }
    length = pending = 0;
    functions = new Map();
  };
  samples.forEach((id, i) => {
    let kind = kinds.get(id);
    if (kind === undefined) kinds.set(id, (kind = kindOf(id)));
    const took = (timeDeltas[i + 1] ?? 0) / 1000;
    if (kind === 'ours') {
      length += pending + took;
      pending = 0;
      const { functionName, url, lineNumber } = byId.get(id).callFrame;
      const name = `${functionName || '(anonymous)'} ${url.slice(url.lastIndexOf('/') + 1)}:${lineNumber + 1}`;
      functions.set(name, (functions.get(name) ?? 0) + took);
    } else if (kind === 'gc' && length > 0) pending += took;
    else end();
  });
  end();
  return stretches;
}
