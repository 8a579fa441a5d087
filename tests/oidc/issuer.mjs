// The city's identity, as a test knows it: one client, people by their login name, keys that can be changed.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'
import { exportJWK, generateKeyPair } from 'jose'

const [port, client, secret, back, out, people, ended] = process.argv.slice(2)
const known = JSON.parse(people)
const address = `http://127.0.0.1:${port}`

async function key (kid) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' }
}

function provider (keys) {
  const made = new Provider(address, {
    clients: [{ client_id: client, client_secret: secret, redirect_uris: [back], post_logout_redirect_uris: [out], token_endpoint_auth_method: 'client_secret_basic', backchannel_logout_uri: ended, backchannel_logout_session_required: true }],
    jwks: { keys },
    pkce: { required: () => true },
    claims: { openid: ['sub'], identity: ['name', 'identity_number'] },
    scopes: ['openid', 'identity'],
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true }, backchannelLogout: { enabled: true } },
    cookies: { keys: ['test'] },
    fetch: (address, { dispatcher, ...options }) => fetch(address, options), // its own refuses addresses of this machine, where ours is
    async findAccount (context, sub) { return { accountId: sub, async claims () { return { sub, ...(known[sub] || {}) } } } }
  })
  made.on('backchannel.error', (context, error) => console.error('backchannel', error.message, error.cause))
  return made.callback()
}

let number = 1
let answer = provider([await key('first')])
createServer(async (request, response) => {
  if (request.url === '/change-keys') {
    answer = provider([await key(`changed-${number++}`)])
    return response.end('changed')
  }
  return answer(request, response)
}).listen(Number(port), '127.0.0.1', () => console.log('ready'))
