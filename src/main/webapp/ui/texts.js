// Every word of the page, in each of its languages. The page itself is written in English.
const texts = {
  en: {
    title: 'Event pipeline', skip: 'Skip to content', links: 'Links', docs: 'API documentation', metrics: 'Metrics',
    health: 'Health', state: 'State', runs: 'Processing runs', start: 'Start processing', starting: 'Starting…',
    runsHint: 'Validates, enriches and loads what was collected since the last run.',
    reports: 'Reports', reportsHint: 'Days begin at midnight in Madrid.', report: 'Report',
    companyAnalytics: 'Company analytics', eventTypeSummary: 'Event type summary', from: 'From', to: 'To',
    company: 'Company', all: 'All', format: 'Format', language: 'Language', download: 'Download',
    downloading: 'Preparing…', downloaded: 'Downloaded {0}.', events: 'Latest events',
    eventsHint: 'As they were collected, newest first.', refresh: 'Refresh', letters: 'Dead letters',
    lettersHint: 'Events that are not counted, and why.', keyTitle: 'Administrator’s key',
    keyHint: 'Kept in this tab only, until you close it. The local platform prints it at its start.',
    key: 'API key', cancel: 'Cancel', use: 'Use key', enterKey: 'Enter key', forgetKey: 'Forget key',
    wrongKey: 'This key is not valid, or does not allow this.',
    collecting: 'Collection', object_storage: 'Object storage', postgresql: 'Database',
    accepts: 'Accepts events', refuses: 'Accepts no events', degraded: 'Accepts events; processing waits',
    up: 'Connected · {0} ms', down: 'Not reachable', unreachable: 'The service does not answer.',
    asOf: 'As of {0}', started: 'Started', status: 'Status', segments: 'Segments', eventCount: 'Events',
    loaded: 'Loaded', duplicates: 'Duplicates', rejected: 'Dead letters',
    noRuns: 'Nothing has been processed yet.', noEvents: 'No events yet. Send some to POST /collect.',
    noLetters: 'None so far.', received: 'Received', type: 'Type', event: 'Event', size: 'Size',
    why: 'Reason', total: '{0} in all', jobStarted: 'Run {0} has started.', jobEnded: 'Run {0}: {1}.',
    needsKey: 'Shown with a key only.', schedule: 'Schedule', errorWithId: '{0} ({1})',
    accepted: 'Accepted', rejectedEvent: 'Rejected',
    STARTING: 'Starting', STARTED: 'Running', STOPPING: 'Stopping', STOPPED: 'Stopped', COMPLETED: 'Completed',
    FAILED: 'Failed', ABANDONED: 'Abandoned',
    NOT_AN_EVENT: 'Not an event', AMBIGUOUS_ENVELOPE: 'Ambiguous', MISSING_FIELD: 'Missing field',
    BAD_TYPE: 'Wrong type', BAD_ID: 'Wrong identifier', BAD_TEXT: 'Wrong text', BAD_TIMESTAMP: 'Wrong time',
    NUMBER_RANGE: 'Number out of range', STRING_TOO_LONG: 'Text too long', BAD_CHARACTER: 'Wrong character',
    DUPLICATE_KEY: 'Member twice', EVENT_TOO_LARGE: 'Too large', SCHEMA: 'Breaks the schema',
    ID_CONFLICT: 'Message id reused', UNPROCESSABLE: 'Refused by the database', STEP_FAILED: 'The service failed on it',
  },
  es: {
    title: 'Procesamiento de eventos', skip: 'Saltar al contenido', links: 'Enlaces', docs: 'Documentación de la API',
    metrics: 'Métricas', health: 'Salud', state: 'Estado', runs: 'Ejecuciones', start: 'Procesar ahora',
    starting: 'Iniciando…', runsHint: 'Valida, enriquece y carga lo recogido desde la última ejecución.',
    reports: 'Informes', reportsHint: 'Los días empiezan a medianoche en Madrid.', report: 'Informe',
    companyAnalytics: 'Análisis por empresa', eventTypeSummary: 'Resumen por tipo de evento', from: 'Desde',
    to: 'Hasta', company: 'Empresa', all: 'Todas', format: 'Formato', language: 'Idioma', download: 'Descargar',
    downloading: 'Preparando…', downloaded: 'Descargado: {0}.', events: 'Últimos eventos',
    eventsHint: 'Tal como se recogieron, del más nuevo al más antiguo.', refresh: 'Actualizar',
    letters: 'Eventos descartados', lettersHint: 'Eventos que no cuentan, y por qué.',
    keyTitle: 'Clave de administración',
    keyHint: 'Se guarda solo en esta pestaña, hasta que la cierre. La plataforma local la muestra al arrancar.',
    key: 'Clave de API', cancel: 'Cancelar', use: 'Usar clave', enterKey: 'Introducir clave',
    forgetKey: 'Olvidar clave', wrongKey: 'La clave no es válida o no permite esto.',
    collecting: 'Recogida', object_storage: 'Almacén de objetos', postgresql: 'Base de datos',
    accepts: 'Acepta eventos', refuses: 'No acepta eventos', degraded: 'Acepta eventos; el proceso espera',
    up: 'Conectado · {0} ms', down: 'Inaccesible', unreachable: 'El servicio no responde.',
    asOf: 'A las {0}', started: 'Inicio', status: 'Estado', segments: 'Segmentos', eventCount: 'Eventos',
    loaded: 'Cargados', duplicates: 'Duplicados', rejected: 'Descartados',
    noRuns: 'Aún no se ha procesado nada.', noEvents: 'Aún no hay eventos. Envíelos a POST /collect.',
    noLetters: 'Ninguno hasta ahora.', received: 'Recibido', type: 'Tipo', event: 'Evento',
    size: 'Tamaño', why: 'Motivo', total: '{0} en total', jobStarted: 'Ha empezado la ejecución {0}.',
    jobEnded: 'Ejecución {0}: {1}.', needsKey: 'Solo se muestra con una clave.', schedule: 'Programada',
    errorWithId: '{0} ({1})', accepted: 'Aceptado', rejectedEvent: 'Rechazado',
    STARTING: 'Iniciando', STARTED: 'En curso', STOPPING: 'Parando', STOPPED: 'Parada', COMPLETED: 'Completada',
    FAILED: 'Fallida', ABANDONED: 'Abandonada',
    NOT_AN_EVENT: 'No es un evento', AMBIGUOUS_ENVELOPE: 'Ambiguo', MISSING_FIELD: 'Falta un campo',
    BAD_TYPE: 'Tipo incorrecto', BAD_ID: 'Identificador incorrecto', BAD_TEXT: 'Texto incorrecto',
    BAD_TIMESTAMP: 'Fecha incorrecta', NUMBER_RANGE: 'Número fuera de rango', STRING_TOO_LONG: 'Texto demasiado largo',
    BAD_CHARACTER: 'Carácter incorrecto', DUPLICATE_KEY: 'Miembro repetido', EVENT_TOO_LARGE: 'Demasiado grande',
    SCHEMA: 'Incumple el esquema', ID_CONFLICT: 'Id de mensaje reutilizado', UNPROCESSABLE: 'Rechazado por la base de datos',
    STEP_FAILED: 'El servicio falló con él',
  },
};

const preferred = navigator.languages.find(tag => texts[tag.slice(0, 2)]) ?? 'en';

/** The page's language, for Intl too: the browser's region with it where that is known. */
export const locale = preferred;
export const language = preferred.slice(0, 2);

/** The text of this name; {0}, {1} are replaced. A name without text, say a new status code, stands for itself. */
export function text(name, ...values) {
  const pattern = texts[language][name] ?? name;
  return pattern.replace(/\{(\d)\}/g, (_, index) => values[index]);
}

/** Translates what stands in the HTML. */
export function translate(root) {
  document.documentElement.lang = language;
  for (const node of root.querySelectorAll('[data-text]')) node.textContent = text(node.dataset.text);
  for (const node of root.querySelectorAll('[data-label]')) node.setAttribute('aria-label', text(node.dataset.label));
  for (const node of root.querySelectorAll('[data-placeholder]')) node.placeholder = text(node.dataset.placeholder);
}

const number = new Intl.NumberFormat(locale, { useGrouping: 'always' });
const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dateTime = new Intl.DateTimeFormat(locale, {
  day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
});

export const formatNumber = value => number.format(value ?? 0);
export const formatTime = value => time.format(new Date(value));
/** The time, with the day unless it is today. */
export const formatDateTime = value => {
  const when = new Date(value);
  return (when.toDateString() === new Date().toDateString() ? time : dateTime).format(when);
};
export const formatSize = bytes => (bytes < 1024 ? `${number.format(bytes)} B` : `${number.format(Math.round(bytes / 1024))} kB`);
export const formatSeconds = ms => (ms < 60_000
  ? `${number.format(Math.round(ms / 100) / 10)} s`
  : `${number.format(Math.floor(ms / 60_000))} min ${Math.round((ms % 60_000) / 1000)} s`);
