package io.acme.flow;
import reactor.core.publisher.*; import reactor.core.scheduler.Schedulers; import java.time.Duration;
public class React {
  static int price(int i) { if (i == 3) throw new IllegalStateException("no price for " + i); return i; }
  public static void main(String[] a) throws Exception {
    Hooks.onOperatorDebug();
    try { Flux.range(1, 5).map(React::price).filter(x -> x > 0).collectList().block(); } catch (Throwable t) { t.printStackTrace(); }
    try { Mono.just(3).publishOn(Schedulers.parallel()).map(React::price).checkpoint("pricing desk").block(); } catch (Throwable t) { t.printStackTrace(); }
    try { Mono.never().timeout(Duration.ofMillis(20)).block(); } catch (Throwable t) { t.printStackTrace(); }
    Flux.just(3).publishOn(Schedulers.single()).map(React::price).subscribe();
    Thread.sleep(200); System.exit(0);
  } }
