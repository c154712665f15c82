import { fileURLToPath } from 'node:url'
import type { Express } from 'express'

const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>calbridge API</title>
  <link rel="stylesheet" href="/docs/swagger-ui.css">
  <link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
  <div id="page"></div>
  <script src="/docs/swagger-ui-bundle.js"></script>
  <script src="/docs/start.js"></script>
</body>
</html>
`

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#page', deepLinking: true, validatorUrl: null })
`

// Everything comes from here: the page works on a machine without a network, and says so to the browser.
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'"

/** The page at /docs, which shows /openapi.json, and the files it is made of. */
export function mountDocs(app: Express): void {
  const sendText = (path: string, type: string, text: string): void => {
    app.get(path, (_request, response) => void response.set('Content-Security-Policy', POLICY).type(type).send(text))
  }
  sendText('/docs', 'html', PAGE)
  sendText('/docs/start.js', 'js', START)
  for (const asset of ASSETS) {
    const file = fileURLToPath(import.meta.resolve(`swagger-ui-dist/${asset}`))
    app.get(`/docs/${asset}`, (_request, response) => response.sendFile(file, { maxAge: '1d', dotfiles: 'allow' }))
  }
}
