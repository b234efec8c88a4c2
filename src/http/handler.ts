/** What answers requests, as the web has them: mount it in any backend. Never rejects. */
export type WebHandler = (request: Request) => Promise<Response>;
