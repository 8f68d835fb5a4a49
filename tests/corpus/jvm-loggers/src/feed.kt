package io.acme.feed
import kotlinx.coroutines.*
class FeedGone(val id: Int) : RuntimeException("feed $id gone")
suspend fun load(id: Int): Int { delay(5); if (id > 1) throw FeedGone(id); return id }
suspend fun all(): Int = coroutineScope { val a = async { load(1) }; val b = async { load(2) }; a.await() + b.await() }
inline fun <T> timed(f: () -> T): T = f()
data class Item(val name: String?)
fun main() {
  try { runBlocking { all() } } catch (e: Exception) { e.printStackTrace() }
  val h = CoroutineExceptionHandler { c, e -> System.err.println("handler $c got"); e.printStackTrace() }
  runBlocking { GlobalScope.launch(h + CoroutineName("loader")) { timed { load(7) } }.join() }
  runBlocking { GlobalScope.launch { load(9) }.join() }
  try { timed { Item(null).name!!.length } } catch (e: Exception) { e.printStackTrace() }
  try { listOf(1, 2).map { x -> require(x < 2) { "x is $x" } } } catch (e: Exception) { e.printStackTrace() }
  try { lateInit() } catch (e: Exception) { e.printStackTrace() }
  try { runBlocking { withTimeout(20) { delay(1000) } } } catch (e: Exception) { e.printStackTrace() }
  TODO("the rest")
}
class Holder { lateinit var x: String }
fun lateInit() { println(Holder().x) }
