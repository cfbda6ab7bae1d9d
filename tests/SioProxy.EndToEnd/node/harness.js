"use strict";
// Plays scenarios on request: one JSON object a line in, one JSON object a line out:
//   {"id":1,"op":"serve","server":{"id":"s4","sio":4,"options":{}}}                  -> {"id":1,"port":40123}
//   {"id":2,"op":"play","server":"s4","url":"http://…","scenario":"echo","client":4,"transport":"polling"}
//                                                                                    -> {"id":2,"played":{…}}
//   {"id":3,"op":"close","server":"s4"}                                              -> {"id":3}
// Anything that fails answers {"id":n,"error":"…"}.
const readline = require("readline");
const { TestServer } = require("./servers");
const { TestClient } = require("./clients");
const { PlainServer } = require("./plain");
const scenarios = { ...require("./scenarios"), ...require("./raw-scenarios"), ...require("./plain-scenarios") };

const servers = new Map();
let plays = 0;

/** One run of one scenario by one client version over one transport against one server. */
class Play {
  seen = {};
  notes = [];
  exchanges = [];
  clients = [];
  rawSessions = [];
  isRace = false; // both sides close at the same moment: who was first is chance

  constructor(request) {
    this.request = request;
    this.url = request.url;
    this.testServer = servers.get(request.server);
    this.server = this.testServer.config;
    this.key = `${request.scenario}.${++plays}.`;
  }

  client({ options, ...rest } = {}) {
    const client = new TestClient(this, {
      version: this.request.client,
      transports: this.request.transport,
      options: { ...this.request.options, ...options },
      ...rest,
    });
    this.clients.push(client);
    return client;
  }

  /** Which event tells an application that its namespace was refused. */
  errorEvent(client) {
    return client.version === 2 ? "error" : "connect_error";
  }

  note(...entry) {
    this.notes.push(entry);
  }

  /** Waits until the server has seen that all but so many sessions are over: else who comes next may be seen first. */
  settled(left) {
    return this.testServer.log(this.key).settled(left);
  }

  async run() {
    let failure = null;
    try {
      await scenarios[this.request.scenario](this);
    } catch (error) {
      failure = error;
    }
    for (const client of this.clients) await client.close();
    if (failure) throw failure;
    const log = this.testServer.log(this.key);
    await log.settled();
    const sessions = [...this.rawSessions, ...this.clients.flatMap((client) => client.sessions)].filter((session) => session.sid);
    return {
      key: this.key,
      observed: {
        client: this.seen,
        server: log.seen,
        notes: this.notes,
        exchanges: this.exchanges,
        sessions: sessions.map((session) => ({
          transport: session.transport,
          clientSaw: this.isRace ? null : session.closed,
          serverSaw: this.isRace ? null : (log.sessions[session.sid]?.closed ?? null),
        })),
      },
      sessions: sessions.map((session) => ({ ...session, server: log.sessions[session.sid] ?? null })),
    };
  }
}

const operations = {
  async serve({ server }) {
    const running = server.plain ? new PlainServer(server) : new TestServer(server);
    servers.set(server.id, running);
    return { port: await running.listen() };
  },
  async play(request) {
    return { played: await new Play(request).run() };
  },
  async close({ server }) {
    servers.get(server).close();
    servers.delete(server);
    return {};
  },
};

async function answer(line) {
  const request = JSON.parse(line);
  let reply;
  try {
    reply = await operations[request.op](request);
  } catch (error) {
    reply = { error: String(error && error.stack) };
  }
  process.stdout.write(JSON.stringify({ id: request.id, ...reply }) + "\n");
}

readline.createInterface({ input: process.stdin }).on("line", answer).on("close", () => process.exit(0));
