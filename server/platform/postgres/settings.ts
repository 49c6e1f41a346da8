/**
 * How the embedded server is tuned: for a small machine that it shares with the product, and for never losing
 * what it confirmed (fsync and synchronous_commit are said aloud so that nobody has to look up a default).
 */
export const settings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Reached by this machine alone, over TCP with a password; a socket file would have to live where its user may write.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '1GB',
  random_page_cost: '1.1',
  // Compiling queries costs more than it saves on queries as small as ours.
  jit: 'off',
  timezone: 'UTC',
  // The product logs its own failed queries. Here only what concerns the server, and no values: they are personal data.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
} satisfies Record<string, string>;
