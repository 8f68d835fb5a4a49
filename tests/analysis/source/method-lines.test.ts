/** Where the method of a frame begins, in the languages of the JVM. */
import { describe, expect, it } from 'vitest'
import { MethodLines } from '../../../src/analysis/jvm/source/method-lines.ts'

const JAVA = `package com.shop;

public class Cart<T extends Item> {
    private final int rate = rateOf("total(");

    Cart(List<T> items) {
        this.items = items;
    }

    @Override
    public int total(
            int from,
            int to) throws IOException {
        int sum = 0;
        for (T item : items) {
            sum += price(item); // line 16
        }

        items.forEach(item -> {
            check(item); // line 20
        });
        return total(from);
    }

    public static <K> Map<String, K[]> total(K key)
    {
        if (key == null) {
            throw new IllegalStateException("x"); // line 28
        }
        Runnable run = new Runnable() {
            public void run() {
                total(null); // line 32
            }
        };
        return null; }

    static {
        load(); // line 38
    }
}
`

const KOTLIN = `package shop

class Cart(private val items: List<Item>) {
    val size get() = items.size
    fun total(from: Int): Int =
        items
            .sumOf { price(it) } // line 7

    private suspend fun <T> List<T>.firstPrice(): Int {
        val one = price(first())
        return one // line 11
    }

    companion object {
        fun of(vararg items: Item) = Cart(items.toList()) // line 15
    }
}

fun price(item: Item): Int {
    check(item.isSold) { "unsold" }
    return item.price // line 21
}
`

const SCALA = `package shop

class Cart(items: Seq[Item]) {
  def total: Int =
    items.map { item =>
      price(item) // line 6
    }.sum

  private def price(item: Item) = {
    require(item.sold)
    item.price // line 11
  }
}
`

describe('the line on which a method begins', () => {
  it.each([
    ['a head of several lines', JAVA, 'com.shop.Cart.total', 16, 11],
    ['behind a blank line', JAVA, 'com.shop.Cart.total', 22, 11],
    ['its last line', JAVA, 'com.shop.Cart.total', 23, 11],
    ['a lambda is part of its method', JAVA, 'com.shop.Cart.lambda$total$0', 20, 11],
    ['generic, its brace on a line of its own', JAVA, 'com.shop.Cart.total', 28, 25],
    ['of an anonymous class', JAVA, 'com.shop.Cart$1.run', 32, 31],
    ['a constructor', JAVA, 'com.shop.Cart.<init>', 7, 6],
    ['an expression', KOTLIN, 'shop.Cart.total', 7, 5],
    ['a lambda of Kotlin', KOTLIN, 'shop.Cart$total$1.invoke', 7, 5],
    ['an extension', KOTLIN, 'shop.Cart.firstPrice', 11, 9],
    ['of a companion', KOTLIN, 'shop.Cart$Companion.of', 15, 15],
    ['at the top', KOTLIN, 'shop.CartKt.price', 21, 19],
    ['whose name is hashed', KOTLIN, 'shop.CartKt.price-a1B_2cD', 21, 19],
    ['a definition without a brace', SCALA, 'shop.Cart.$anonfun$total$1', 6, 4],
    ['the head of a class', KOTLIN, 'shop.Cart.<init>', 3, 3],
    ['a definition', SCALA, 'shop.Cart.price', 11, 9],
  ])('%s', (_, text, name, line, start) => {
    expect(new MethodLines(text).startOf(name, line)).toBe(start)
    expect(new MethodLines(text.replaceAll('    ', '\t')).startOf(name, line)).toBe(start)
    expect(new MethodLines(text.replaceAll('\n', '\r\n')).startOf(name, line)).toBe(start)
  })

  it.each([
    ['another method stands there', JAVA, 'com.shop.Cart.total', 7],
    ['a call is no declaration', JAVA, 'com.shop.Cart.price', 16],
    ['nor is a text', JAVA, 'com.shop.Cart.total', 4],
    ['a constructor that runs an initialiser', JAVA, 'com.shop.Cart.<init>', 4],
    ['an initialiser has no name', JAVA, 'com.shop.Cart.<clinit>', 38],
    ['below a method that has ended', JAVA, 'com.shop.Cart.total', 38],
    ['between methods', KOTLIN, 'shop.Cart.total', 8],
    ['beyond the end', JAVA, 'com.shop.Cart.total', 400],
    ['no line', JAVA, 'com.shop.Cart.total', 0],
    ['a name that is a pattern', JAVA, 'com.shop.Cart.(.*', 16],
  ])('not known: %s', (_, text, name, line) => {
    expect(new MethodLines(text).startOf(name, line)).toBeNull()
  })

  it('hostile files end', () => {
    expect(new MethodLines(`${' f('.repeat(600)}\n`.repeat(6_000)).startOf('a.B.f', 6_000)).toBeNull()
    expect(new MethodLines(`${'@f'.repeat(900)}\n`.repeat(2_000)).startOf('a.B.f', 2_000)).toBeNull()
  })
})
