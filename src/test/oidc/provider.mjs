// An OpenID provider for tests: oidc-provider of src/test/npm on a loopback port, which it prints.
// The one argument is JSON: client, secret, callback. Whoever signs in is believed, with any password;
// POST /test/groups?login=ann&groups=a,b says which groups someone has.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const require = createRequire(pathToFileURL(join(process.cwd(), 'src/test/npm/package.json')));
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
const told = JSON.parse(process.argv[2]);
const groups = new Map();
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: told.client,
      client_secret: told.secret,
      redirect_uris: [told.callback],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    }],
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email'],
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: told.conform ?? false,
    cookies: { keys: ['a-key-of-tests-alone'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        preferred_username: id,
        name: `The person ${id}`,
        email: `${id}@example.com`,
        email_verified: true,
        groups: groups.get(id) ?? [],
      }),
    }),
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    const address = new URL(request.url, issuer);
    if (address.pathname === '/test/groups') {
      groups.set(address.searchParams.get('login'), address.searchParams.get('groups').split(',').filter(Boolean));
      response.end();
    } else {
      answer(request, response);
    }
  });
  console.log(`port ${server.address().port}`);
});
process.stdin.on('end', () => process.exit()).resume();
