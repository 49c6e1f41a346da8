/** Elements that may stand in an email. Everything else is taken out. */
export const ALLOWED_ELEMENTS: ReadonlySet<string> = new Set(
  `html head body title meta link style
  a abbr acronym address area article aside audio b bdi bdo big blockquote br caption center cite code col colgroup dd
  del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li
  main map mark menu nav nobr ol p picture pre q rp rt ruby s samp section small source span strike strong sub summary
  sup table tbody td tfoot th thead time tr track tt u ul var video wbr`.split(/\s+/),
);

/** Elements whose content goes with them: it would run, load or be shown wrongly. */
export const DROPPED_WITH_CONTENT: ReadonlySet<string> = new Set(
  `script iframe object applet noembed noframes textarea select svg math xmp plaintext template frameset canvas
  datalist`.split(/\s+/),
);

/** Elements an author misses, so that taking them out is worth a warning. */
export const WORTH_A_WARNING: ReadonlySet<string> = new Set(
  `script iframe object applet embed form input button textarea select svg math frame frameset base template
  canvas`.split(/\s+/),
);

/** Attributes that hold one address. */
export const URL_ATTRIBUTES: ReadonlySet<string> = new Set(
  'href src background cite longdesc poster lowsrc dynsrc usemap o:href'.split(' '),
);

/** Attributes taken out everywhere: they send, embed or run something. */
export const DROPPED_ATTRIBUTES: ReadonlySet<string> = new Set(
  'srcdoc formaction action ping manifest xlink:href autofocus contenteditable nonce integrity'.split(' '),
);

/** Elements without content, which have no end tag. */
export const VOID_ELEMENTS: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
