import { createServer, type RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import express, { type RequestHandler } from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { toNodeHandler, type WebHandler } from "kefu/node";
import { onTestFinished } from "vitest";
import { listening } from "../../listening.ts";

/** A backend with the handler below `/desk`, on loopback. Resolves with its origin. */
export interface Backend {
  readonly name: string;
  readonly serve: (handler: WebHandler) => Promise<string>;
}

/** Serves until the test is over. */
export async function served(listener: RequestListener): Promise<string> {
  const { origin, close } = await listening(createServer(listener));
  onTestFinished(close);
  return origin;
}

/** As `compression` does: keeps back what is written until there is more of it, unless it must not transform. */
const gathering: RequestHandler = (_request, response, next) => {
  const { write, end } = response;
  let kept: Buffer = Buffer.alloc(0);
  const passOn = () => {
    const all = kept;
    kept = Buffer.alloc(0);
    return all.length === 0 || write.call(response, all, "utf8");
  };
  response.write = (chunk: Uint8Array) => {
    kept = Buffer.concat([kept, chunk]);
    const isLeft = `${response.getHeader("cache-control")}`.includes("no-transform");
    return (!isLeft && kept.length < 16_384) || passOn();
  };
  response.end = () => {
    passOn();
    return end.apply(response);
  };
  next();
};

export const backends: readonly Backend[] = [
  { name: "node:http", serve: (handler) => served(toNodeHandler(handler)) },
  { name: "Express, mounted", serve: (handler) => served(express().use("/desk", toNodeHandler(handler))) },
  {
    name: "Express, with parsers and compression before it",
    serve: (handler) => {
      const parsers = [express.json(), express.urlencoded({ extended: true }), express.text()];
      return served(
        express()
          .use(gathering, ...parsers)
          .use("/desk", toNodeHandler(handler)),
      );
    },
  },
  {
    name: "Fastify, with its own parsers",
    serve: async (handler) => {
      const app = fastify();
      const answer = toNodeHandler(handler);
      app.addContentTypeParser(
        ["application/octet-stream", "application/x-www-form-urlencoded"],
        (_request, _body, done) => done(null),
      );
      app.all("/desk/*", async ({ raw, body }, reply) => {
        reply.hijack();
        await answer(Object.assign(raw, { body }), reply.raw);
      });
      await app.ready();
      return served((request, response) => app.routing(request, response));
    },
  },
  {
    name: "Fastify, without parsers",
    serve: async (handler) => {
      const app = fastify();
      const answer = toNodeHandler(handler);
      app.removeAllContentTypeParsers();
      app.addContentTypeParser("*", (_request, _body, done) => done(null));
      app.all("/desk/*", async (request, reply) => {
        reply.hijack();
        await answer(request.raw, reply.raw);
      });
      await app.ready();
      return served((request, response) => app.routing(request, response));
    },
  },
  {
    name: "Hono",
    serve: (handler) => {
      const app = new Hono();
      app.all("/desk/*", (context) => handler(context.req.raw));
      return served(getRequestListener(app.fetch));
    },
  },
];
