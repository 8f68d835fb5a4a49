#ifdef __cplusplus
extern "C" {
#endif
void cpp_throw(int n);
void codec_keep(void *p);
#ifdef __cplusplus
}
#endif
