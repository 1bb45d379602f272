'use strict';

// The token lives in this page only: it is written nowhere, and gone with the page.
let token = '';

const message = document.getElementById('message');
const choice = document.getElementById('choice');
const version = document.getElementById('version');

function withToken(request) {
  if (token) {
    request.headers.Authorization = 'Bearer ' + token;
  }
  return request;
}

function show(url) {
  window.SwaggerUIBundle({
    url,
    dom_id: '#swagger-ui',
    deepLinking: false,
    docExpansion: 'none',
    filter: true,
    tryItOutEnabled: true,
    requestInterceptor: withToken,
    presets: [window.SwaggerUIBundle.presets.apis],
    validatorUrl: null,
  });
}

async function load() {
  const answer = await fetch('/openapi/v3', withToken({ headers: { Accept: 'application/json' } }));
  if (!answer.ok) {
    choice.hidden = true;
    message.textContent = answer.status === 401 || answer.status === 403
      ? 'Enter the token of a user who may read /openapi/v3.'
      : 'The server answers ' + answer.status + '.';
    return;
  }
  const paths = (await answer.json()).paths;
  version.replaceChildren();
  for (const name of Object.keys(paths).sort()) {
    version.add(new Option(name, paths[name].serverRelativeURL));
  }
  version.value = (paths['api/v1'] || paths[Object.keys(paths)[0]]).serverRelativeURL;
  choice.hidden = false;
  message.textContent = '';
  show(version.value);
}

document.getElementById('access').addEventListener('submit', (event) => {
  event.preventDefault();
  token = document.getElementById('token').value.trim();
  load();
});
version.addEventListener('change', () => show(version.value));
load();
