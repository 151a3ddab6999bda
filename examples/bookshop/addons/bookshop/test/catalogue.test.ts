import assert from 'node:assert/strict'
import { test } from 'node:test'
import { euro, toBook } from '../models/book.ts'
import { catalogue } from '../models/catalogue.ts'

const titles = (search: { q?: string; category?: string }) =>
  catalogue()
    .search(search)
    .map(({ name }) => name)

test('the catalogue has every book of the file, under its id', () => {
  assert.equal(catalogue().books.length, 601)
  assert.deepEqual(catalogue().find(101), {
    id: 101,
    name: 'War and Peace',
    original_name: 'Война и миръ',
    author_id: { name: 'Leo Tolstoy' },
    year: 1869,
    language: 'ru',
    category_id: { name: 'Fiction/Novel' },
    price: 16.5,
    currency_id: euro,
  })
  assert.equal(catalogue().find(602), undefined)
})

test('every row is complete', () => {
  for (const book of catalogue().books) {
    assert.ok(Number.isInteger(book.id) && Number.isInteger(book.year), book.name)
    assert.ok(book.price > 0 && book.author_id.name !== '' && book.category_id.name.includes('/'), book.name)
  }
})

test('a title without a translation has no original one', () => {
  const book = toBook({ id: '1', title: 'Emma', author: 'Jane Austen', year: '1815', price: '9.90' })
  assert.equal(book.name, 'Emma')
  assert.equal(book.original_name, '')
})

test('a search finds words of title and author in any order, whatever their case and accents', () => {
  assert.deepEqual(titles({ q: 'austen PRIDE' }), ['Pride and Prejudice'])
  assert.deepEqual(titles({ q: 'sōseki kokoro' }), titles({ q: 'Soseki Kokoro' }))
  assert.deepEqual(titles({ q: 'Война' }), ['War and Peace'])
  assert.deepEqual(titles({ q: 'no such book anywhere' }), [])
})

test('a search is narrowed to a category or to a whole group', () => {
  const gothic = catalogue().search({ category: 'Fiction/Gothic' })
  assert.equal(gothic.length, 16)
  const fiction = catalogue().search({ category: 'Fiction' })
  assert.equal(fiction.length, 307)
  assert.deepEqual(titles({ category: 'Fic' }), [])
})

test('similar books are of the same category, and not the book itself', () => {
  const book = catalogue().find(1)
  assert.ok(book)
  const similar = catalogue().similarTo(book, 5)
  assert.equal(similar.length, 5)
  assert.ok(similar.every((other) => other !== book && other.category_id.name === book.category_id.name))
})

test('groups have their categories', () => {
  assert.deepEqual([...catalogue().groups.keys()], ['Drama', 'Fiction', 'Non-fiction', 'Poetry'])
  assert.deepEqual(catalogue().groups.get('Poetry'), ['Poetry/Epic', 'Poetry/Lyric'])
})
