/** The OpenAPI document and a page of it, self-contained: nothing is loaded from elsewhere. The document is made once, when somebody asks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Operation, operation } from '../api/operation';
import { openApiOf } from './openapi';
import { type Route, serve } from './route';

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

/** Routes of the page, and of a document that holds all the given operations and these. */
export function docsRoutes(described: readonly Operation[], info: { readonly version: string }): readonly Route[] {
  let document: Buffer | undefined;
  const own: readonly Route[] = [
    serve(readDocument, async () => {
      document ??= Buffer.from(JSON.stringify(openApiOf([...described, ...own], info)));
      return { type: 'application/json', text: document };
    }),
    text({ id: 'readDocs', path: '/docs', summary: 'Read the page that shows this document', type: 'text/html' }, page),
    text(
      {
        id: 'readDocsStart',
        path: '/docs/start.js',
        summary: 'Read the script that starts the page',
        type: 'text/javascript',
      },
      startScript,
    ),
    text(
      { id: 'readDocsStyle', path: '/docs/swagger-ui.css', summary: 'Read the style of the page', type: 'text/css' },
      fileOf('swagger-ui.css'),
    ),
    text(
      {
        id: 'readDocsScript',
        path: '/docs/swagger-ui-bundle.js',
        summary: 'Read the script of the page',
        type: 'text/javascript',
      },
      fileOf('swagger-ui-bundle.js'),
    ),
  ];
  return own;
}

const readDocument = operation({
  id: 'readDocument',
  method: 'get',
  path: '/openapi.json',
  summary: 'Read this document',
  access: 'OPEN',
  answers: { 200: { description: 'OpenAPI 3.1', body: z.looseObject({ openapi: z.string() }) } },
});

type TextFile = Pick<Operation, 'id' | 'path' | 'summary'> & { readonly type: string };

function text({ id, path, summary, type }: TextFile, content: string | Buffer): Route {
  const bytes = Buffer.from(content);
  const read = operation({
    id,
    method: 'get',
    path,
    summary,
    access: 'OPEN',
    answers: { 200: { description: summary, type } },
  });
  return serve(read, async () => ({ type, text: bytes }));
}

function fileOf(name: string): Buffer {
  return readFileSync(join(folder, name));
}
