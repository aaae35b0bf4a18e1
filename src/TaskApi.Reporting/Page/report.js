(() => {
  'use strict';

  const byId = id => document.getElementById(id);
  const list = byId('cards');
  const cards = Array.from(list.children);
  const form = document.querySelector('.tools');
  const find = byId('find');
  const status = byId('status');
  const model = byId('model');
  const order = byId('order');
  const clear = byId('clear');
  form.hidden = false;

  // What is searched is gathered when somebody first searches: most readers only look.
  let texts = null;
  const textOf = card => {
    texts ??= new Map(cards.map(each => [each, Array.from(each.querySelectorAll('[data-find]'), part => part.textContent).join('\n').toLowerCase()]));
    return texts.get(card);
  };

  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(word => word !== '');
    let shown = 0;
    for (const card of cards) {
      const isShown = (status.value === '' || card.dataset.status === status.value)
        && (model.selectedIndex === 0 || card.dataset.model === model.value)
        && (words.length === 0 || words.every(word => textOf(card).includes(word)));
      if (card.hidden === isShown) {
        card.hidden = !isShown;
      }
      shown += isShown ? 1 : 0;
    }
    byId('found').textContent = shown === cards.length ? `${shown} shown` : `${shown} of ${cards.length} shown`;
    byId('nothing').hidden = shown > 0 || cards.length === 0;
    clear.hidden = shown === cards.length && words.length === 0;
  };

  const sort = () => {
    const falling = order.value.startsWith('-');
    const field = falling ? order.value.slice(1) : order.value;
    const nameOf = card => card.querySelector('h3').textContent;
    const compare = field === 'title'
      ? (a, b) => nameOf(a).localeCompare(nameOf(b), undefined, { numeric: true })
      : (a, b) => {
          // What is not known comes last, whichever way the others are sorted.
          const [x, y] = [Number(a.dataset[field]), Number(b.dataset[field])];
          return (x < 0) - (y < 0) || (falling ? y - x : x - y);
        };
    const sorted = cards.slice().sort((a, b) => compare(a, b) || Number(a.dataset.number) - Number(b.dataset.number));
    const all = document.createDocumentFragment();
    all.append(...sorted);
    list.append(all);
  };

  // One look at all cards for each picture on the screen, however fast somebody types.
  let isWaiting = false;
  const filterSoon = () => {
    if (!isWaiting) {
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        filter();
      });
    }
  };

  find.addEventListener('input', filterSoon);
  status.addEventListener('change', filter);
  model.addEventListener('change', filter);
  order.addEventListener('change', sort);
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('reset', () => {
    requestAnimationFrame(() => {
      sort();
      filter();
      find.focus();
    });
  });
  find.addEventListener('keydown', event => {
    if (event.key === 'Escape' && find.value !== '') {
      find.value = '';
      filter();
      event.preventDefault();
    }
  });
  document.addEventListener('keydown', event => {
    const isTyping = event.target.closest('input, select, textarea, dialog[open]') !== null;
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      find.focus();
      find.select();
      event.preventDefault();
    }
  });

  // A film shows its first frame when it comes near, and lets its player go when it is far: browsers allow only so many at once.
  const films = new IntersectionObserver(entries => {
    for (const { target: film, isIntersecting } of entries) {
      if (isIntersecting) {
        film.preload = 'metadata';
      } else if (film.preload === 'metadata' && film.paused && film.currentTime === 0) {
        film.preload = 'none';
        film.load();
      }
    }
  }, { rootMargin: '100% 0px' });
  document.querySelectorAll('video').forEach(film => films.observe(film));

  // One sound at a time.
  document.addEventListener('play', event => {
    for (const player of document.querySelectorAll('video, audio')) {
      if (player !== event.target && !player.paused) {
        player.pause();
      }
    }
  }, true);

  const viewer = byId('viewer');
  const viewed = byId('viewed');
  let shot = null;
  const shots = () => Array.from(list.querySelectorAll('.card:not([hidden]) .shot'));
  const view = next => {
    shot = next;
    const picture = shot.querySelector('img');
    viewed.src = picture.src;
    viewed.alt = picture.alt;
    byId('caption').textContent = picture.alt;
    if (!viewer.open) {
      viewer.showModal();
    }
  };
  const turn = step => {
    const all = shots();
    view(all[(all.indexOf(shot) + step + all.length) % all.length]);
  };
  list.addEventListener('click', event => {
    const clicked = event.target.closest('.shot');
    if (clicked && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      view(clicked);
    }
  });
  byId('before').addEventListener('click', () => turn(-1));
  byId('after').addEventListener('click', () => turn(1));
  byId('close').addEventListener('click', () => viewer.close());
  viewer.addEventListener('click', event => {
    if (event.target === viewer) {
      viewer.close();
    }
  });
  viewer.addEventListener('keydown', event => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      turn(event.key === 'ArrowLeft' ? -1 : 1);
      event.preventDefault();
    }
  });
  viewer.addEventListener('close', () => shot?.focus());

  // A browser may bring back what was typed before.
  sort();
  filter();
})();
