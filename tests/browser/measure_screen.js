// What is wrong with the picture on the big screen: one sentence for each fault, none when all is well.
() => {
  const faults = [], root = document.documentElement, wide = root.clientWidth, high = root.clientHeight;
  const times = innerHeight / 1080, text = Number(root.dataset.text) / 100;
  const said = element => `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40)}`;
  const hidden = element => element.closest('.sr,[aria-hidden=true],.skip,.when-offline') || getComputedStyle(element).display === 'none';
  const outside = (inner, outer) => inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
  if (root.scrollWidth > wide || root.scrollHeight > high) faults.push(`the page scrolls: ${root.scrollWidth} x ${root.scrollHeight}`);
  for (const element of document.querySelectorAll('#screen *')) {
    if (hidden(element) || element.closest('svg')) continue;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const over = element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;
    if (style.overflow !== 'visible' && over) faults.push(`cut or scrolled: ${said(element)}`);
    const words = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!words) continue;
    if (outside(box, { left: 0, top: 0, right: wide, bottom: high })) faults.push(`outside the screen: ${said(element)}`);
    if (parseFloat(style.fontSize) < 24 * times * Math.min(1, text) - 0.5) faults.push(`too small, ${style.fontSize}: ${said(element)}`);
  }
  for (const card of document.querySelectorAll('#screen .card')) {
    const column = card.closest('.column');
    if (card.scrollHeight > card.clientHeight + 1 || card.scrollWidth > card.clientWidth + 1) faults.push(`cut: ${said(card)}`);
    if (outside(card.getBoundingClientRect(), column.getBoundingClientRect())) faults.push(`outside its column: ${said(card)}`);
    if (parseFloat(getComputedStyle(card).fontSize) < 32 * times * Math.min(1, text) - 0.5) faults.push(`card too small: ${said(card)}`);
  }
  const strip = document.querySelector('#screen .board > .numbers')?.getBoundingClientRect();
  for (const column of document.querySelectorAll('#screen .column')) {
    if (strip && column.getBoundingClientRect().bottom > strip.top + 1) faults.push(`under the numbers: ${said(column)}`);
  }
  return faults;
}
