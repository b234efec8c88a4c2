import fastify, { type FastifyInstance } from "fastify";
import { type NodeHandlerOptions, toNodeHandler } from "kefu/node";
import type { DeskHandlers } from "./desk-handlers.ts";

/** Fastify 5. In a plugin of its own, so that your other routes go on having their bodies parsed. */
export function fastifyApp({ survey, webhook }: DeskHandlers, options: NodeHandlerOptions = {}): FastifyInstance {
  const app = fastify();
  app.register(async (desk) => {
    desk.removeAllContentTypeParsers();
    desk.addContentTypeParser("*", (_request, _body, done) => done(null));
    for (const [path, handler] of Object.entries({ "/survey/*": survey, "/webhooks/*": webhook })) {
      const answer = toNodeHandler(handler, options);
      desk.all(path, async (request, reply) => {
        reply.hijack();
        await answer(request.raw, reply.raw);
      });
    }
  });
  return app;
}
