/** Sign-in by an institution's directory, against a provider that speaks OpenID Connect, and what a session may do. */
import { fakeAudit, startGateway, tokens } from '../http/fakes';
import { onEachDatabase } from '../store/databases';
import { type Directory, newBrowser, publicUrl, startDirectory } from './directory';

let directory: Directory;
beforeAll(async () => {
  directory = await startDirectory();
});
afterAll(() => directory.stop());

/** What the vault does, in a form that fits a cookie. */
const texts = {
  seal: (name: string, text: string) => Buffer.from(JSON.stringify([name, text])).toString('base64url'),
  open: (name: string, sealed: string) => {
    const [sealedName, text] = JSON.parse(Buffer.from(sealed, 'base64url').toString()) as [string, string];
    if (sealedName !== name) throw new Error('another name');
    return text;
  },
};

onEachDatabase('a person of the institution', ({ open }) => {
  async function serve(changes: object = {}) {
    const { openSession, sessionByValue, sessions, endSession } = await open();
    const audit = fakeAudit();
    const settings = { ...directory.settings, ...changes };
    const gateway = await startGateway({
      oidc: settings,
      store: { openSession, sessionByValue, sessions, endSession, audit },
      vault: { texts },
      failedSignInsPerMinute: 10,
    });
    const signIn = async (as: string, path = '/sign-in') => {
      const browser = newBrowser(gateway.url, directory.settings, as);
      const { url, response } = await browser.visit(path);
      return { browser, url, response, body: (await response?.json()) as Record<string, unknown> };
    };
    const codeOf = async (response: Response) => ((await response.json()) as { readonly code?: string }).code;
    return { ...gateway, audit, signIn, codeOf };
  }

  it('signs in with the role of a group, comes back to where it was, and gets a cookie and no token', async () => {
    const gateway = await serve();
    const { browser, url } = await gateway.signIn('anna', '/sign-in?returnTo=/v1/plans%3Fstatus%3DOPEN');
    const me = (await (await browser.request('/v1/me')).json()) as object;
    const listed = await gateway.audit.after(0, 10);
    await gateway.stop();

    expect(url.pathname + url.search).toBe('/v1/plans?status=OPEN');
    const set = browser.visited
      .flatMap(({ setCookies }) => setCookies)
      .find((text) => text.startsWith('__Host-tallystick='));
    expect(set).toMatch(/^__Host-tallystick=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
    expect([...browser.gatewayCookies().keys()]).toEqual(['__Host-tallystick']);
    expect(me).toMatchObject({ userName: 'anna', role: 'officer', session: { sessionId: expect.any(String) } });
    expect(listed).toMatchObject([{ operation: 'signIn', userName: 'anna', role: 'officer', status: 200 }]);
    expect(JSON.stringify(listed)).not.toContain(browser.gatewayCookies().get('__Host-tallystick'));
  });

  it('with several groups has the role of the one that the settings name first', async () => {
    const gateway = await serve();
    const { browser } = await gateway.signIn('carl');
    const me = await (await browser.request('/v1/me')).json();
    await gateway.stop();
    expect(me).toMatchObject({ userName: 'carl', role: 'officer' });
  });

  it.each([
    ['has none of the groups', 'bert', 403, 'ROLE_MISSING'],
    ['is named by a mobile number', '13800138000', 403, 'USER_NAME_UNFIT'],
  ])('who %s is refused with the reason, and counted', async (_what, as, status, code) => {
    const gateway = await serve();
    const { browser, response, body } = await gateway.signIn(as);
    const noted = await gateway.audit.after(0, 10);
    await gateway.stop();

    expect([response?.status, body.code]).toEqual([status, code]);
    expect(browser.gatewayCookies().get('__Host-tallystick')).toBeUndefined();
    expect(noted).toMatchObject([{ operation: 'signIn', code, count: 1 }]);
    expect(JSON.stringify([body, noted, gateway.logged])).not.toContain('13800138000');
  });

  it('comes back only with the state that its own browser was given', async () => {
    const gateway = await serve();
    const browser = newBrowser(gateway.url, directory.settings, 'anna');
    const isBack = (url: URL) => url.pathname === '/sign-in/callback';
    const { url } = await browser.visit('/sign-in', isBack);
    const stranger = await newBrowser(gateway.url, directory.settings, 'dora').request(url.pathname + url.search);
    url.searchParams.set('state', 'another-state');
    const forged = await browser.request(url.pathname + url.search);
    const refused = await browser.request('/sign-in/callback?error=access_denied&state=x');
    const codes = [await gateway.codeOf(stranger), await gateway.codeOf(forged), await gateway.codeOf(refused)];
    await gateway.stop();

    expect([stranger.status, forged.status, refused.status]).toEqual([401, 401, 401]);
    expect(new Set(codes)).toEqual(new Set(['SIGN_IN_FAILED']));
    expect(browser.gatewayCookies().get('__Host-tallystick')).toBeUndefined();
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/a\r\nb'])(
    'is not sent on to %j',
    async (returnTo) => {
      const gateway = await serve();
      const browser = newBrowser(gateway.url, directory.settings, 'anna');
      const { status } = await browser.request(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
      await gateway.stop();
      expect(status).toBe(400);
    },
  );

  it('is told to come later where the directory does not answer', async () => {
    const gateway = await serve({ issuer: 'http://127.0.0.1:1' });
    const { response, body } = await gateway.signIn('anna');
    await gateway.stop();
    expect([response?.status, body.code]).toEqual([503, 'PROVIDER_UNAVAILABLE']);
  });

  it.each([
    ['from a page of the gateway', { 'sec-fetch-site': 'same-origin' }, 404],
    ['from an old browser, whose origin is the gateway', { origin: publicUrl }, 404],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from another host of the site', { 'sec-fetch-site': 'same-site' }, 403],
    ['from an address that somebody typed', { 'sec-fetch-site': 'none' }, 403],
    ['from an old browser at another origin', { origin: 'https://evil.example' }, 403],
    ['from nowhere', {}, 403],
    ['from another site that names the origin', { 'sec-fetch-site': 'cross-site', origin: publicUrl }, 403],
  ])('changes something %s', async (_where, headers, status) => {
    const gateway = await serve();
    const { browser } = await gateway.signIn('anna');
    const answer = await browser.request(`/v1/sessions/${'0'.repeat(32)}`, { method: 'DELETE', headers });
    const code = await gateway.codeOf(answer);
    await gateway.stop();
    expect([answer.status, code]).toEqual([status, status === 403 ? 'CROSS_SITE_REQUEST' : 'SESSION_NOT_FOUND']);
  });

  it.each([
    ['same-origin', 200],
    ['none', 200],
    ['cross-site', 403],
    ['same-site', 403],
  ])('reads where the browser says %s: %i', async (site, status) => {
    const gateway = await serve();
    const { browser } = await gateway.signIn('anna');
    const answer = await browser.request('/v1/plans', { headers: { 'sec-fetch-site': site } });
    await gateway.stop();
    expect(answer.status).toBe(status);
  });

  it('sends the cookie or a token, and not both', async () => {
    const gateway = await serve();
    const { browser } = await gateway.signIn('anna');
    const both = await browser.request('/v1/plans', { headers: { authorization: `Bearer ${tokens.officer}` } });
    const token = await gateway.send('GET', '/v1/plans');
    await gateway.stop();
    expect([both.status, token.status]).toEqual([400, 200]);
  });

  it('gets another cookie with each sign-in, and the one before ends', async () => {
    const gateway = await serve();
    const { browser } = await gateway.signIn('anna');
    const before = browser.gatewayCookies().get('__Host-tallystick');
    await browser.visit('/sign-in');
    const after = browser.gatewayCookies().get('__Host-tallystick');
    const old = await gateway.send('GET', '/v1/me', {
      role: undefined,
      headers: { cookie: `__Host-tallystick=${before}` },
    });
    const present = await browser.request('/v1/me');
    await gateway.stop();
    expect(after).not.toBe(before);
    expect([old.status, old.body.code, present.status]).toEqual([401, 'SESSION_ENDED', 200]);
  });

  it('sees and ends its own sessions, and an administrator those of all', async () => {
    const gateway = await serve();
    const [anna, carl, dora] = [
      await gateway.signIn('anna'),
      await gateway.signIn('carl'),
      await gateway.signIn('dora'),
    ];
    const list = async ({ browser }: typeof anna) => {
      const { items } = (await (await browser.request('/v1/sessions')).json()) as {
        items: { userName: string; sessionId: string }[];
      };
      return items;
    };
    const own = { method: 'DELETE', headers: { 'sec-fetch-site': 'same-origin' } };
    const [ofAnna] = await list(anna);
    const all = await list(dora);
    const foreign = await carl.browser.request(`/v1/sessions/${ofAnna?.sessionId}`, own);
    const ended = await dora.browser.request(`/v1/sessions/${ofAnna?.sessionId}`, own);
    const after = await anna.browser.request('/v1/me');
    const ofCarl = all.find(({ userName }) => userName === 'carl');
    const signedOut = await carl.browser.request(`/v1/sessions/${ofCarl?.sessionId}`, own);
    await gateway.stop();

    expect(await Promise.all([ofAnna?.userName, all.map(({ userName }) => userName).sort()])).toEqual([
      'anna',
      ['anna', 'carl', 'dora'],
    ]);
    expect([foreign.status, ended.status, after.status, signedOut.status]).toEqual([404, 204, 401, 204]);
  });

  it('whose session has ended keeps nobody out who has a token', async () => {
    const gateway = await serve();
    const headers = { cookie: `__Host-tallystick=${'x'.repeat(43)}` };
    const answers = [];
    for (let count = 0; count < 40; count++)
      answers.push(await gateway.send('GET', '/v1/me', { role: undefined, headers }));
    const token = await gateway.send('GET', '/v1/me');
    await gateway.stop();
    expect([new Set(answers.map(({ status }) => status)), token.status]).toEqual([new Set([401]), 200]);
  });
});

onEachDatabase('a session', ({ open }) => {
  const anna = { userName: 'anna', role: 'officer' } as const;

  it('ends when nobody uses it, and when it is too old', async () => {
    const store = await open();
    const session = await store.openSession(anna, { idleMinutes: 30, absoluteHours: 12 });
    const old = await store.openSession(anna, { idleMinutes: 30, absoluteHours: 0 });
    expect(await store.sessionByValue(session.value, 30)).toMatchObject({
      userName: 'anna',
      sessionId: session.sessionId,
    });
    expect(await store.sessionByValue(session.value, 0)).toBeUndefined();
    expect(await store.sessionByValue(old.value, 30)).toBeUndefined();
    expect((await store.sessions(undefined, 30)).map(({ sessionId }) => sessionId)).toEqual([session.sessionId]);
  });

  it('is ended by its user, and not by another one', async () => {
    const store = await open();
    const { sessionId, value } = await store.openSession(anna, { idleMinutes: 30, absoluteHours: 12 });
    expect([await store.endSession(sessionId, 'bert'), await store.endSession(sessionId, 'anna')]).toEqual([
      false,
      true,
    ]);
    expect(await store.sessionByValue(value, 30)).toBeUndefined();
  });
});
