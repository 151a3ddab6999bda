// What the files of a backup are called that holds more than a dump, in this order.

export const MANIFEST = 'pergola-backup.json'
export const DUMP = 'dump'
export const FILES = 'filestore/'
