/** The OpenAPI document and a page of it, self-contained: nothing is loaded from elsewhere. All of it is made once, since anybody may ask. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openApiOf } from './openapi';
import { type AnyRoute, route } from './route';

const folder = join(require.resolve('swagger-ui-dist/package.json'), '..');

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Tallystick</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const startScript = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });\n`;

/** Routes of the page, and of a document that holds all the given routes and these. */
export function docsRoutes(described: readonly AnyRoute[], info: { readonly version: string }): readonly AnyRoute[] {
  const own: AnyRoute[] = [
    route({
      method: 'get',
      path: '/openapi.json',
      summary: 'This document',
      access: 'OPEN',
      answers: { 200: { description: 'OpenAPI 3.1', body: z.looseObject({ openapi: z.string() }) } },
      handle: async () => ({ type: 'application/json', text: document }),
    }),
    text('/docs', 'A page of the API', 'text/html', page),
    text('/docs/start.js', 'Starts the page', 'text/javascript', startScript),
    text('/docs/swagger-ui.css', "The page's style", 'text/css', fileOf('swagger-ui.css')),
    text('/docs/swagger-ui-bundle.js', "The page's script", 'text/javascript', fileOf('swagger-ui-bundle.js')),
  ];
  const document = Buffer.from(JSON.stringify(openApiOf([...described, ...own], info)));
  return own;
}

function text(path: string, summary: string, type: string, content: string | Buffer): AnyRoute {
  const bytes = Buffer.from(content);
  return route({
    method: 'get',
    path,
    summary,
    access: 'OPEN',
    answers: { 200: { description: summary, type } },
    handle: async () => ({ type, text: bytes }),
  });
}

function fileOf(name: string): Buffer {
  return readFileSync(join(folder, name));
}
