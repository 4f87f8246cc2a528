// Written by 'mini editor', which replaces it. A language server as a child process: JSON-RPC on its
// standard streams.

'use strict';

const { spawn } = require('child_process');

class Connection {
  // `handlers` has functions by the names of the server's notifications and requests; `exit` is
  // called when the server has ended without being asked.
  constructor(command, words, handlers, exit) {
    this.handlers = handlers;
    this.pending = new Map();
    this.lastId = 0;
    this.received = Buffer.alloc(0);
    this.child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdout.on('data', (bytes) => this.read(bytes));
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      const end = (reason) => {
        for (const { reject } of this.pending.values()) reject(new Error('the server has ended'));
        this.pending.clear();
        if (!this.isStopping) exit(reason);
        this.isStopping = true;
        resolve();
      };
      this.child.on('error', (error) => end(error.message));
      this.child.on('exit', (status, signal) => end(signal || `exit status ${status}`));
    });
  }

  send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.child.stdin.write(body);
  }

  notify(method, params) {
    this.send({ method, params });
  }

  // `token` is a vscode.CancellationToken.
  request(method, params, token) {
    if (this.isStopping) return Promise.reject(new Error('the server has ended'));
    const id = ++this.lastId;
    const answer = new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
    this.send({ id, method, params });
    token?.onCancellationRequested(() => this.notify('$/cancelRequest', { id }));
    return answer;
  }

  read(bytes) {
    this.received = Buffer.concat([this.received, bytes]);
    for (;;) {
      const end = this.received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = /Content-Length: (\d+)/i.exec(this.received.toString('latin1', 0, end));
      const start = end + 4;
      if (this.received.length < start + Number(length[1])) return;
      const body = this.received.toString('utf8', start, start + Number(length[1]));
      this.received = this.received.subarray(start + Number(length[1]));
      this.take(JSON.parse(body));
    }
  }

  async take(message) {
    if (message.method === undefined) {
      const waiting = this.pending.get(message.id);
      this.pending.delete(message.id);
      if (message.error) waiting?.reject(new Error(message.error.message));
      else waiting?.resolve(message.result);
      return;
    }
    const handler = this.handlers[message.method];
    if (message.id === undefined) {
      handler?.(message.params);
    } else if (handler) {
      this.send({ id: message.id, result: (await handler(message.params)) ?? null });
    } else {
      this.send({ id: message.id, error: { code: -32601, message: `no ${message.method}` } });
    }
  }

  // Asks the server to end, and waits for that.
  async stop() {
    if (this.isStopping) return;
    const answer = this.request('shutdown').catch(() => {});
    this.isStopping = true;
    await answer;
    this.notify('exit');
    this.child.stdin.end();
    await this.ended;
  }
}

module.exports = { Connection };
