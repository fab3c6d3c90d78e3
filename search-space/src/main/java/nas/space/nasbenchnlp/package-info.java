/** The recurrent cells of NAS-Bench-NLP. */
package nas.space.nasbenchnlp;
