const WORDS = {
  ko: {
    title: '이미 사용한 로그인 링크입니다',
    text: '로그인 링크는 하루 안에 한 번만 열 수 있습니다. 서버가 있는 컴퓨터에서 아래 명령을 실행하면 새 링크가 나옵니다.',
    home: '첫 화면으로',
  },
  en: {
    title: 'This sign-in link is spent',
    text: 'A link opens once, within a day. Run this command where the server runs and it prints a new one.',
    home: 'Go to the first page',
  },
};

/** Page for whoever opens a spent or unknown link: says how to get a new one. Complete HTML, no script, no style. */
export function spentLinkPage(acceptLanguage: string): string {
  const language = /^\s*ko\b/i.test(acceptLanguage) ? 'ko' : 'en';
  const words = WORDS[language];
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width" />
<meta name="color-scheme" content="light dark" />
<title>${words.title}</title>
<link rel="stylesheet" href="/plain.css" />
<main>
<h1>${words.title}</h1>
<p>${words.text}</p>
<pre><code>npx decile link</code></pre>
<p><a href="/">${words.home}</a></p>
</main>
</html>
`;
}
