/**
 * Hosts that stand for other addresses: public services that shorten any link. Those that shorten only
 * addresses of their own company are not here. Facts, gathered by hand; not complete.
 */

const SHORTENERS: ReadonlySet<string> = new Set(
  `0rz.tw 1url.com 2no.co 4url.cc adf.ly b.link bit.do bit.ly bitly.com bitly.ws bl.ink buff.ly clck.ru cli.re cutt.ly
  cutt.us da.gd dlvr.it dub.sh dwz.cn fb.me ff.im gg.gg goo.gl goo.su hyperurl.co ift.tt is.gd j.mp kutt.it lc.cx
  lnk.bio lnkd.in lnnk.in me2.do n9.cl ouo.io ouo.press ow.ly page.link po.st qr.ae rb.gy rebrand.ly reurl.cc s.id
  short.gy short.io shorte.st shorturl.asia shorturl.at shrtco.de smarturl.it snip.ly snipurl.com soo.gd suo.im
  surl.li t.cn t.co t.ly t2m.io tiny.cc tiny.pl tinylink.net tinyurl.com tny.im tr.im trib.al u.nu u.to url.cn urls.fr
  urlz.fr v.gd v.ht vk.cc vk.sv x.gd zpr.io zws.im`.split(/\s+/),
);

/** Whether a host, or what it stands under, is a public shortener of links: where a link leads then cannot be told from it. */
export function isShortener(host: string): boolean {
  for (let at = 0; at >= 0;) {
    if (SHORTENERS.has(at === 0 ? host : host.slice(at))) return true;
    const dot = host.indexOf(".", at);
    at = dot < 0 ? -1 : dot + 1;
  }
  return false;
}
