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

  const isWanted = (card, words) => (status.value === '' || card.dataset.status === status.value)
    && (model.selectedIndex === 0 || card.dataset.model === model.value)
    && (words.length === 0 || words.every(word => textOf(card).includes(word)));

  const sort = shown => {
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
    return shown.sort((a, b) => compare(a, b) || Number(a.dataset.number) - Number(b.dataset.number));
  };

  // Cards that are not wanted are taken out, not hidden: hiding many cards whose contents are drawn only when they come near takes browsers seconds.
  const arrange = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(word => word !== '');
    const shown = sort(cards.filter(card => isWanted(card, words)));
    if (shown.length !== list.children.length || shown.some((card, i) => card !== list.children[i])) {
      list.replaceChildren(...shown);
    }
    byId('found').textContent = shown.length === cards.length ? `${shown.length} shown` : `${shown.length} of ${cards.length} shown`;
    byId('nothing').hidden = shown.length > 0 || cards.length === 0;
    clear.hidden = shown.length === cards.length && words.length === 0;
  };

  // One look at all cards for each picture on the screen, however fast somebody types.
  let isWaiting = false;
  const arrangeSoon = () => {
    if (!isWaiting) {
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        arrange();
      });
    }
  };

  find.addEventListener('input', arrangeSoon);
  status.addEventListener('change', arrange);
  model.addEventListener('change', arrange);
  order.addEventListener('change', arrange);
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('reset', () => {
    requestAnimationFrame(() => {
      arrange();
      find.focus();
    });
  });
  find.addEventListener('keydown', event => {
    if (event.key === 'Escape' && find.value !== '') {
      find.value = '';
      arrange();
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

  // Whoever wants the details wants the whole prompt.
  list.addEventListener('toggle', event => event.target.closest('.card').classList.toggle('unfolded', event.target.open), true);

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
  const shots = () => Array.from(list.querySelectorAll('.shot'));
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
  arrange();
})();
